// Spherical interpolation whose t runs over the layers: attention one way, feed-forward the other, everything else in the middle.
Output = Slerp(code, french, t: ByName(
    ("*.self_attn.*", Gradient(0, 0.5, 0.3, 0.7, 1)),
    ("*.mlp.*", Gradient(1, 0.5, 0.7, 0.3, 0)),
    ("*", 0.5)));
