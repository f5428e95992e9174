// MagMax: for each element the change of largest magnitude among the task vectors, of equals the last one's.
// (`base` is a keyword of C#, so the model of that name is Base here.)
Output = Base + MagMax([a - Base, b - Base]);
