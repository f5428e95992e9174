namespace MergeSdk.Recipes;

/// <summary>Among which elements the largest are looked for. A recipe writes <c>scope: Model</c>.</summary>
public enum TrimScope
{
    /// <summary>Those of each tensor: every tensor keeps its share, as in mergekit.</summary>
    Tensor,

    /// <summary>
    /// Those of all tensors that the output takes from the task vector: where fine-tuning changed much more is kept, as in the paper. Every tensor then depends
    /// on all others, so a changed input recomputes them all.
    /// </summary>
    Model,
}
