namespace MergeSdk.Build;

/// <summary>What a build did.</summary>
/// <param name="Tensors">Tensors in the output.</param>
/// <param name="Merged">Tensors computed.</param>
/// <param name="BytesWritten">Bytes written to the artifact: tensor data, headers and small files.</param>
/// <param name="OutputFiles">Every file of the artifact, absolute, in order; the lock file, which says whose the others are, first.</param>
sealed record MergeSummary(int Tensors, int Merged, long BytesWritten, IReadOnlyList<string> OutputFiles)
{
    /// <summary>Of the tensors whose bytes were there, those that an interrupted build left.</summary>
    public int FromInterrupted { get; init; }

    /// <summary>Factors that were computed: parts of methods that are kept between builds, such as singular values.</summary>
    public int FactorsComputed { get; init; }

    /// <summary>Factors that earlier builds had computed.</summary>
    public int FactorsReused { get; init; }

    /// <summary>What is to be told, and did not stop the build.</summary>
    public IReadOnlyList<Diagnostic> Warnings { get; init; } = [];

    /// <summary>Tensors whose bytes were already there.</summary>
    public int UpToDate => Tensors - Merged;
}
