using MergeSdk.Graph.Matrices;

namespace MergeSdk.Compute.LinearAlgebra;

/// <summary>Singular values and vectors, and the polar factor, by the eigenvectors of the smaller of A·Aᵀ and Aᵀ·A.</summary>
/// <remarks>
/// Squaring the matrix costs the accuracy of small singular values: directions whose σ is a share s of the largest are right to about 1e-16/s². What is below
/// 2⁻²¹ of the largest, about the rounding of float32 weights, counts as zero.
/// </remarks>
static class Spectrum
{
    const double Zero = 1.0 / (1L << 42);

    /// <summary>The largest singular triples, none of which is zero.</summary>
    /// <param name="matrix">A [rows, columns], of finite elements.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="loop">Runs independent pieces.</param>
    /// <returns>uᵢ and vᵢ as rows, and σᵢ, largest first.</returns>
    public static (Matrix U, double[] Sigma, Matrix V) Largest(Matrix matrix, int most, ParallelLoop loop)
    {
        var wide = matrix.Rows <= matrix.Columns;
        var eigen = SymmetricEigen.Of(SmallGram(matrix, loop), most, Zero, loop);
        var other = Product.Of(eigen.Vectors, wide ? matrix : matrix.Transposed, loop);
        var sigma = new double[eigen.Values.Length];
        for (var i = 0; i < sigma.Length; i++)
        {
            sigma[i] = Math.Sqrt(Vectors.Dot(other.Row(i), other.Row(i)));
            Vectors.Scale(1 / sigma[i], other.Row(i));
        }
        return wide ? (eigen.Vectors, sigma, other) : (other, sigma, eigen.Vectors);
    }

    /// <summary>U·Vᵀ of A = U·Σ·Vᵀ without the zero singular values: of full rank, the nearest matrix with orthonormal rows or columns.</summary>
    public static Matrix Polar(Matrix matrix, ParallelLoop loop)
    {
        var wide = matrix.Rows <= matrix.Columns;
        var eigen = SymmetricEigen.Of(SmallGram(matrix, loop), int.MaxValue, Zero, loop);
        // The fourth root on either side makes (A·Aᵀ)^(−½) or (Aᵀ·A)^(−½) a Gram matrix.
        for (var i = 0; i < eigen.Values.Length; i++)
            Vectors.Scale(1 / Math.Sqrt(Math.Sqrt(eigen.Values[i])), eigen.Vectors.Row(i));
        var inverseRoot = Product.Gram(eigen.Vectors, loop);
        var polar = wide ? Product.Of(inverseRoot, matrix, loop) : Product.Of(matrix, inverseRoot, loop);
        Polish(polar, wide, loop);
        return polar;
    }

    /// <summary>A step of Newton and Schulz, Q·(3 − QᵀQ)/2, which squares what is missing to orthonormality.</summary>
    static void Polish(Matrix polar, bool wide, ParallelLoop loop)
    {
        var gram = SmallGram(polar, loop);
        var correction = wide ? Product.Of(gram, polar, loop) : Product.Of(polar, gram, loop);
        Vectors.Scale(1.5, polar.Values);
        Vectors.AddScaled(-0.5, correction.Values, polar.Values);
    }

    static Matrix SmallGram(Matrix matrix, ParallelLoop loop) =>
        matrix.Rows <= matrix.Columns ? Product.Gram(matrix.Transposed, loop) : Product.Gram(matrix, loop);
}
