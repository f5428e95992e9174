// Iso-C: the sum of the task vectors with all singular values of a matrix replaced by their mean. Holds whole matrices in memory.
// (`base` is a keyword of C#, so the model of that name is Base here.)
Output = Base + IsoC([a - Base, b - Base]);
