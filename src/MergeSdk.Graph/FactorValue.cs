namespace MergeSdk.Graph;

/// <summary>The value of a <see cref="FactorMethod"/>: a matrix shaped like the tensor, or matrices in float64 that mean something to the expression above it.</summary>
/// <param name="Tensor">The elements of the matrix; empty if it is of the other kind.</param>
/// <param name="Matrices">The elements of the matrices.</param>
sealed record FactorValue(float[] Tensor, IReadOnlyList<double[]> Matrices)
{
    public static FactorValue Of(float[] tensor) => new(tensor, []);

    public static FactorValue Of(params double[][] matrices) => new([], matrices);

    /// <summary>Bytes of all elements.</summary>
    public long Bytes => (Tensor.LongLength * sizeof(float)) + Matrices.Sum(matrix => matrix.LongLength * sizeof(double));
}
