namespace MergeSdk.Recipes;

/// <summary>What happens to tensors that only some of the merged models have.</summary>
public enum MissingTensors
{
    /// <summary>The build stops and lists them.</summary>
    Error,

    /// <summary>
    /// A tensor that a donor lacks is taken from the base (the subtrahend of a difference, the first model of <c>Linear</c>, <c>Average</c> and
    /// <c>Slerp</c>), so that the donor changes nothing there. Tensors that only donors have are left out, with a warning.
    /// </summary>
    FromBase,
}
