using MergeSdk.Graph;
using MergeSdk.Graph.Matrices;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>
    /// Merges the largest singular triples of task vectors, whose singular vectors are made orthogonal (Gargiulo et al. 2025, "Task Singular Vectors", TSV-M):
    /// of each weight [rows, columns] of T vectors the ⌊min(rows, columns)/T⌋ largest. Other tensors, and weights of fewer rows or columns than vectors,
    /// are the mean of the task vectors. Weights are held in memory as a whole, one after the other.
    /// </summary>
    /// <param name="vectors">At least one task vector.</param>
    /// <param name="alpha">A factor for the result, finite; 1 if left out. The result without it is kept between builds.</param>
    /// <exception cref="MergeException">No vector, an alpha that is not finite, tensors that differ in shape or type, or a tensor too large.</exception>
    [KnownAs("TSV-Merge", "Output = Base + TsvMerge([a - Base, b - Base]);", Paper = "Gargiulo et al. 2025, arXiv:2412.00081")]
    public static TaskVector TsvMerge(IEnumerable<TaskVector> vectors, Param? alpha = null)
    {
        var factor = new Setting(nameof(alpha), alpha ?? 1);
        return new TaskVector(VectorMethodNode.Create("TsvMerge", Nodes(vectors), [factor], call =>
        {
            if (call.OperandsOrZeros() is not { Length: > 0 } operands)
                return null;
            var shape = call.Tensor.Shape;
            return IsMatrix("TsvMerge", call.Tensor) && Math.Min(shape[0], shape[1]) >= operands.Length
                ? Scaled(call, call.Add(new TsvMerge(), operands), call[factor])
                : Sum(call, operands, call[factor] / operands.Length);
        }));
    }
}

/// <summary>
/// Merges task vectors by their largest singular triples (Gargiulo et al. 2025, "Task Singular Vectors", TSV-M). Of each τᵢ [rows, columns] of T the ⌊r/T⌋ largest
/// are kept, r = min(rows, columns), none of them zero; side by side they are U, Σ and V, of which U and V are replaced by their polar factors, the nearest matrices
/// with orthonormal columns. The result is U⊥·Σ·V⊥ᵀ. Directions that several tasks share, in which U or V lacks rank, share one unit among them.
/// </summary>
/// <remarks>In float64, rounded once. Holds the tensor of every task and about ten matrices of its size in float64 in memory.</remarks>
[Method("tsvMerge")]
sealed record TsvMerge : FactorMethod
{
    public override string Text(IReadOnlyList<string> operands) => $"TsvMerge([{string.Join(", ", operands)}])";

    public override FactorValue Compute(IReadOnlyList<float[]> operands, int rows, int columns, IMatrixBackend matrices, ParallelLoop loop)
    {
        var kept = Math.Min(rows, columns) / operands.Count;
        var triples = operands.Select(operand => matrices.LargestTriples(Matrix.Of(operand, rows, columns), kept, loop)).ToList();
        double[] sigma = [.. triples.SelectMany(triple => triple.Sigma)];
        var u = matrices.Polar(Stack([.. triples.Select(triple => triple.U)], rows), loop);
        var v = matrices.Polar(Stack([.. triples.Select(triple => triple.V)], columns), loop);
        for (var i = 0; i < sigma.Length; i++)
            Vectors.Scale(sigma[i], v.Row(i));
        return FactorValue.Of(matrices.Product(u.Transposed, v, loop).ToSingles());
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
