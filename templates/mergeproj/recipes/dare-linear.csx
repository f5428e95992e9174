// DARE: drop half of each task vector at random, scale up the rest, and add them with factors.
// (`base` is a keyword of C#, so the model of that name is Base here.)
Seed = 42;
Output = Base + 0.5 * Dare(a - Base, density: 0.5) + 0.5 * Dare(b - Base, density: 0.5);
