// RAM: for each element the mean of the task vectors that changed it by more than epsilon; who did not change it does not dilute it.
// (`base` is a keyword of C#, so the model of that name is Base here.)
Output = Base + Ram([a - Base, b - Base], epsilon: 1e-5);
