// DARE: drop half of each task vector at random and scale up the rest; then TIES' election of signs, with weights.
// (`base` is a keyword of C#, so the model of that name is Base here.)
Seed = 42;
Output = Base + Ties([(Dare(a - Base, density: 0.5), 0.5), (Dare(b - Base, density: 0.5), 0.5)]);
