// TSV-M: the largest singular directions of each task vector, made orthogonal to one another. Holds whole matrices in memory.
// (`base` is a keyword of C#, so the model of that name is Base here.)
Output = Base + TsvMerge([a - Base, b - Base], alpha: 1);
