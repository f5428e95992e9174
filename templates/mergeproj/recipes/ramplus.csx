// RAM+: as RAM, and what only one task vector changed is multiplied by 1 + r * min(alpha, its shared elements per element it has alone).
// (`base` is a keyword of C#, so the model of that name is Base here.)
Output = Base + RamPlus([a - Base, b - Base], epsilon: 1e-5, r: 0.1, alpha: 0.2);
