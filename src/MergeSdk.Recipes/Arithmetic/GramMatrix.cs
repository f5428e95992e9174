using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes.Arithmetic;

/// <summary>
/// All dot products ⟨vᵢ,vⱼ⟩ of some vectors, in float64. Whatever lies in the span of the vectors (their interpolations on a sphere, means, tangents) has its
/// norms and angles in these numbers, so that methods which iterate need to read the tensors only once.
/// </summary>
/// <param name="count">The number of vectors.</param>
sealed class GramMatrix(int count)
{
    readonly double[,] _products = new double[count, count];

    /// <summary>⟨vᵢ,vⱼ⟩; setting it sets ⟨vⱼ,vᵢ⟩, too.</summary>
    public double this[int i, int j]
    {
        get => _products[i, j];
        set => _products[i, j] = _products[j, i] = value;
    }

    /// <summary>The number of vectors.</summary>
    public int Count => count;

    /// <summary>‖vᵢ‖.</summary>
    public double Norm(int i) => Math.Sqrt(_products[i, i]);

    /// <summary>The cosine of the angle between two vectors; 0 if one of them is zero.</summary>
    public double Cosine(int i, int j) => _products[i, i] > 0 && _products[j, j] > 0 ? _products[i, j] / Norm(i) / Norm(j) : 0;

    /// <summary>‖Σ cᵢ·vᵢ‖.</summary>
    public double NormOf(ReadOnlySpan<double> coefficients)
    {
        var squares = 0.0;
        for (var i = 0; i < Count; i++)
        {
            for (var j = 0; j < Count; j++)
                squares += coefficients[i] * coefficients[j] * _products[i, j];
        }
        return Math.Sqrt(Math.Max(0, squares));
    }

    /// <summary>Fills the matrix with the products of operands from a place on.</summary>
    public void Set(in Tile tile, int start, int length)
    {
        for (var i = 0; i < Count; i++)
        {
            for (var j = i; j < Count; j++)
                this[i, j] = Reductions.Dot(tile[i].Slice(start, length), tile[j].Slice(start, length));
        }
    }
}
