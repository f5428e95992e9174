namespace MergeSdk.Graph.Matrices;

/// <summary>
/// Linear algebra for the methods that take whole matrices, in float64. What a backend computes may differ from another one's in the last digits, so its
/// <see cref="Id"/> is part of what a value is kept under.
/// </summary>
interface IMatrixBackend
{
    /// <summary>Names the backend and its arithmetic; another one where the same matrices may give other bits.</summary>
    string Id { get; }

    /// <summary>aᵀ·a.</summary>
    Matrix Gram(MatrixOperand a, ParallelLoop loop);

    /// <summary>a·b.</summary>
    Matrix Product(MatrixOperand a, MatrixOperand b, ParallelLoop loop);

    /// <summary>result += factor·a·b.</summary>
    void AddProduct(Matrix result, MatrixOperand a, MatrixOperand b, double factor, ParallelLoop loop);

    /// <summary>The largest singular triples, none of which is zero.</summary>
    /// <param name="matrix">A [rows, columns], of finite elements.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="loop">Runs independent pieces.</param>
    /// <returns>uᵢ and vᵢ as rows, and σᵢ, largest first.</returns>
    (Matrix U, double[] Sigma, Matrix V) LargestTriples(Matrix matrix, int most, ParallelLoop loop);

    /// <summary>U·Vᵀ of A = U·Σ·Vᵀ without the zero singular values: of full rank, the nearest matrix with orthonormal rows or columns.</summary>
    Matrix Polar(Matrix matrix, ParallelLoop loop);

    /// <summary>Replaces each row b of <paramref name="rows"/> by b·K⁻¹.</summary>
    /// <param name="matrix">K, symmetric and positive definite; overwritten.</param>
    /// <param name="smallest">A bound that no eigenvalue of K is below.</param>
    /// <param name="rows">B, replaced by X of X·K = B.</param>
    /// <param name="loop">Runs independent pieces.</param>
    void Solve(Matrix matrix, double smallest, Matrix rows, ParallelLoop loop);
}
