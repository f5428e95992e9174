// The weighted mean on a sphere, of any number of models.
Output = MultiSlerp([(a, 0.6), (b, 0.4)]);
