namespace MergeSdk.Graph;

/// <summary>The code of a method of a recipe. A plan is a file and cannot hold it.</summary>
/// <param name="Combine">Computes a tile of the result.</param>
/// <param name="Failed">Makes an exception of the code, with the tensor it was working on, an error at the user's line.</param>
public sealed record UserMethodCode(MeasuredTileFunction Combine, Func<Exception, string, MergeException> Failed)
{
    /// <summary>The most sums a method may have. They are kept for each tile until all tiles are measured.</summary>
    public const int MaxSums = 64;

    /// <summary>Gathers the sums that <see cref="Combine"/> is given, in a pass before it; null if there are none.</summary>
    public TileMeasure? Measure { get; init; }

    /// <summary>How many sums there are.</summary>
    public int Sums { get; init; }
}
