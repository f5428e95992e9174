using MergeSdk.Engine.Factors;
using MergeSdk.Engine.LinearAlgebra;

namespace MergeSdk.Engine.Methods;

/// <summary>
/// Merges task vectors by their largest singular triples (Gargiulo et al. 2025, "Task Singular Vectors", TSV-M). Of each τᵢ [rows, columns] of T the ⌊r/T⌋ largest
/// are kept, r = min(rows, columns), none of them zero; side by side they are U, Σ and V, of which U and V are replaced by their polar factors, the nearest matrices
/// with orthonormal columns. The result is U⊥·Σ·V⊥ᵀ. Directions that several tasks share, in which U or V lacks rank, share one unit among them.
/// </summary>
/// <remarks>In float64, rounded once. Holds the tensor of every task and about ten matrices of its size in float64 in memory.</remarks>
/// <param name="Terms">τᵢ, of rank 2, at most r of them.</param>
public sealed record TsvMerge(IReadOnlyList<Expression> Terms) : Factor
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => Terms;

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) => $"TsvMerge([{string.Join(", ", operands)}])";

    internal override FactorValue Compute(IReadOnlyList<float[]> operands, int rows, int columns, ParallelLoop loop)
    {
        var kept = Math.Min(rows, columns) / operands.Count;
        var triples = operands.Select(operand => Spectrum.Largest(Matrix.Of(operand, rows, columns), kept, loop)).ToList();
        double[] sigma = [.. triples.SelectMany(triple => triple.Sigma)];
        var u = Spectrum.Polar(Stack([.. triples.Select(triple => triple.U)], rows), loop);
        var v = Spectrum.Polar(Stack([.. triples.Select(triple => triple.V)], columns), loop);
        for (var i = 0; i < sigma.Length; i++)
            Vectors.Scale(sigma[i], v.Row(i));
        return FactorValue.Of(Product.Of(u.Transposed, v, loop).ToSingles());
    }

    static Matrix Stack(IReadOnlyList<Matrix> parts, int columns)
    {
        var whole = new Matrix(parts.Sum(part => part.Rows), columns);
        var row = 0;
        foreach (var part in parts)
        {
            for (var i = 0; i < part.Rows; i++)
                part.Row(i).CopyTo(whole.Row(row++));
        }
        return whole;
    }
}
