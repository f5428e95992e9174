// The Karcher mean: the point on the sphere nearest to all models, with their mean norm.
Output = Karcher([a, b]);
