// TIES: keep the largest 50 % of each task vector, let the sign be elected, merge what agrees with it; then apply 40 % of that.
// (`base` is a keyword of C#, so the model of that name is Base here.)
Output = Base + 0.4 * Ties([a - Base, b - Base], density: 0.5);
