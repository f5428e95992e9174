using MergeSdk.Graph.Matrices;

namespace MergeSdk.Compute.LinearAlgebra;

/// <summary>The backend that is always there, with the same bits for any number of threads and on any processor.</summary>
sealed class ManagedMatrices : IMatrixBackend
{
    public string Id => "managed/1";

    public Matrix Gram(MatrixOperand a, ParallelLoop loop) => LinearAlgebra.Product.Gram(a, loop);

    public Matrix Product(MatrixOperand a, MatrixOperand b, ParallelLoop loop) => LinearAlgebra.Product.Of(a, b, loop);

    public void AddProduct(Matrix result, MatrixOperand a, MatrixOperand b, double factor, ParallelLoop loop) => LinearAlgebra.Product.Add(result, a, b, factor, loop);

    public (Matrix U, double[] Sigma, Matrix V) LargestTriples(Matrix matrix, int most, ParallelLoop loop) => Spectrum.Largest(matrix, most, loop);

    public Matrix Polar(Matrix matrix, ParallelLoop loop) => Spectrum.Polar(matrix, loop);

    public void Solve(Matrix matrix, double smallest, Matrix rows, ParallelLoop loop) => Cholesky.Solve(matrix, smallest, rows, loop);
}
