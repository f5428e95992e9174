// Model Stock: the mean of the task vectors, shortened by how much their directions disagree. For fine-tunes of one base; needs no factor.
// (`base` is a keyword of C#, so the model of that name is Base here.)
Output = Base + ModelStock([a - Base, b - Base]);
