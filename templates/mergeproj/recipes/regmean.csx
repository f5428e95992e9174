// RegMean on the task vectors themselves: what interferes least with each of them. Holds whole matrices in memory; another c computes no Gram matrix again.
// (`base` is a keyword of C#, so the model of that name is Base here.)
Output = Base + RegMean([a - Base, b - Base], c: 1e-3);
