// SCE: the 10 % of positions where the task vectors differ most; each vector is weighed by its energy there, and what disagrees in sign is erased.
// (`base` is a keyword of C#, so the model of that name is Base here.)
Output = Base + Sce([a - Base, b - Base], selectTopK: 0.1);
