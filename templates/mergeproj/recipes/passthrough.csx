// A frankenmerge: the first three layers of a, then layers of b from its second on. The toys have four layers each, the result has six.
Output = Stack(a.Layers[..3], b.Layers[1..]);
