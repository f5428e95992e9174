// DARE-TIES is not a method of its own here: DARE drops and rescales each task vector, TIES elects the signs.
Seed = 42;

Output = Base + Ties(
[
    (Dare(code - Base, density: 0.5), 0.5),
    (Dare(french - Base, density: 0.5), 0.5),
    (Dare(prose - Base, density: 0.5), 0.5),
], normalize: false);
