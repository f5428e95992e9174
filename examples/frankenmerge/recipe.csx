// Passthrough: the first three layers of one model, then the last three of another. Four layers become six.
Output = Stack(code.Layers[..3], french.Layers[1..]);
