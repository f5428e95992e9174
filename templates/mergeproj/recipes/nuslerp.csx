// Spherical interpolation by weights: the place on the arc is 0.4 / (0.6 + 0.4) of the way from a to b.
Output = NuSlerp((a, 0.6), (b, 0.4));
