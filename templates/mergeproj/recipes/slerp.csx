// Spherical interpolation between two models: t is 0 for a, 1 for b, and here goes from one to the other over the layers.
Output = Slerp(a, b, t: Gradient(0, 0.5, 1));
