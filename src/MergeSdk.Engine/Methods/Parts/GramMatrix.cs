using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>
/// All dot products ⟨vᵢ,vⱼ⟩ of some vectors, in float64. Whatever lies in the span of the vectors (their interpolations on a sphere, means, tangents) has its
/// norms and angles in these numbers, so that methods which iterate need to read the tensors only once.
/// </summary>
readonly struct GramMatrix(double[,] products)
{
    /// <summary>⟨vᵢ,vⱼ⟩.</summary>
    public double this[int i, int j] => products[i, j];

    /// <summary>The number of vectors.</summary>
    public int Count => products.GetLength(0);

    /// <summary>‖vᵢ‖.</summary>
    public double Norm(int i) => Math.Sqrt(products[i, i]);

    /// <summary>The cosine of the angle between two vectors; 0 if one of them is zero.</summary>
    public double Cosine(int i, int j) => products[i, i] > 0 && products[j, j] > 0 ? products[i, j] / Norm(i) / Norm(j) : 0;

    /// <summary>‖Σ cᵢ·vᵢ‖.</summary>
    public double NormOf(ReadOnlySpan<double> coefficients)
    {
        var squares = 0.0;
        for (var i = 0; i < Count; i++)
        {
            for (var j = 0; j < Count; j++)
                squares += coefficients[i] * coefficients[j] * products[i, j];
        }
        return Math.Sqrt(Math.Max(0, squares));
    }

    /// <summary>The matrix of vectors that are at hand as a whole.</summary>
    public static GramMatrix Of(in Tile tile, int count, int start, int length)
    {
        var products = new double[count, count];
        for (var i = 0; i < count; i++)
        {
            for (var j = i; j < count; j++)
                products[i, j] = products[j, i] = Reductions.Dot(tile[i].Slice(start, length), tile[j].Slice(start, length));
        }
        return new GramMatrix(products);
    }
}
