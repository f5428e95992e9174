// DELLA: in each row large elements are kept more often than small ones, half of all on average; then TIES' election of signs.
// (`base` is a keyword of C#, so the model of that name is Base here.)
Seed = 42;
Output = Base + Ties([(Della(a - Base, density: 0.5, epsilon: 0.15), 0.5), (Della(b - Base, density: 0.5, epsilon: 0.15), 0.5)]);
