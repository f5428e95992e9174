using MergeSdk.Graph;
using MergeSdk.Graph.Matrices;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>
    /// The sum of task vectors with all singular values of a weight replaced by their mean (Marczak et al. 2025, "No Task Left Behind", Iso-C), so that no direction
    /// outweighs the others. Other tensors are the mean of the task vectors. Weights are held in memory as a whole, one after the other.
    /// </summary>
    /// <param name="vectors">At least one task vector.</param>
    /// <param name="alpha">A factor for the result, finite; 1 if left out. The result without it is kept between builds.</param>
    /// <exception cref="MergeException">No vector, an alpha that is not finite, tensors that differ in shape or type, or a tensor too large.</exception>
    [KnownAs("Iso-C", "Output = Base + IsoC([a - Base, b - Base]);", Paper = "Marczak et al. 2025, arXiv:2502.04959")]
    public static TaskVector IsoC(IEnumerable<TaskVector> vectors, Param? alpha = null)
    {
        var factor = new Setting(nameof(alpha), alpha ?? 1);
        return new TaskVector(VectorMethodNode.Create("IsoC", Nodes(vectors), [factor], call =>
        {
            if (call.OperandsOrZeros() is not { Length: > 0 } operands)
                return null;
            return IsMatrix("IsoC", call.Tensor)
                ? Scaled(call, call.Add(new IsoC(), operands.Length == 1 ? operands[0] : Sum(call, operands, 1)), call[factor])
                : Sum(call, operands, call[factor] / operands.Length);
        }));
    }
}

/// <summary>
/// Isotropic merging in the common subspace (Marczak et al. 2025, "No Task Left Behind", Iso-C): of S = U·Σ·Vᵀ, S [rows, columns] the sum of the task vectors,
/// all singular values are replaced by their mean σ̄, σ̄·U·Vᵀ. Where S lacks rank, singular values that are zero stay zero and the mean is over the others,
/// since the directions that would get σ̄ are not determined by S. Either way the sum of the singular values stays the same.
/// </summary>
/// <remarks>In float64, rounded once. Holds the tensor and about eight matrices of its size in float64 in memory.</remarks>
[Method("isoC")]
sealed record IsoC : FactorMethod
{
    public override string Text(IReadOnlyList<string> operands) => $"IsoC({operands[0]})";

    public override FactorValue Compute(IReadOnlyList<float[]> operands, int rows, int columns, IMatrixBackend matrices, ParallelLoop loop)
    {
        var sum = Matrix.Of(operands[0], rows, columns);
        var polar = matrices.Polar(sum, loop);
        // ⟨U·Vᵀ, U·Σ·Vᵀ⟩ is the sum of the singular values, ⟨U·Vᵀ, U·Vᵀ⟩ how many there are.
        var rank = Math.Round(Matrix.Dot(polar, polar));
        if (rank > 0)
            Vectors.Scale(Matrix.Dot(polar, sum) / rank, polar.Values);
        return FactorValue.Of(polar.ToSingles());
    }
}
