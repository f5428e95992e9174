namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>
    /// The layers of several models one on top of another (passthrough, "frankenmerge"): <c>Stack(a.Layers[..8], b.Layers[4..12])</c>. Layers are
    /// numbered anew; embeddings come from the first model, final norm and head from the last. Models may be merges, and may occur more than once.
    /// </summary>
    /// <param name="models">At least one model or range of layers, all with the same names and shapes of layer tensors.</param>
    /// <exception cref="MergeException">No model, or layers that do not fit on one another.</exception>
    [KnownAs("passthrough, frankenmerge", "Output = Stack(a.Layers[..3], b.Layers[1..]);", Mergekit = "passthrough")]
    public static Model Stack(params IEnumerable<Model> models) => new(StackNode.Create(Nodes(models)));
}
