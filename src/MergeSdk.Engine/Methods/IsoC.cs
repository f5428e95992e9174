using MergeSdk.Engine.Factors;
using MergeSdk.Engine.LinearAlgebra;

namespace MergeSdk.Engine.Methods;

/// <summary>
/// Isotropic merging in the common subspace (Marczak et al. 2025, "No Task Left Behind", Iso-C): of S = U·Σ·Vᵀ, S [rows, columns] the sum of the task vectors,
/// all singular values are replaced by their mean σ̄, σ̄·U·Vᵀ. Where S lacks rank, singular values that are zero stay zero and the mean is over the others,
/// since the directions that would get σ̄ are not determined by S. Either way the sum of the singular values stays the same.
/// </summary>
/// <remarks>In float64, rounded once. Holds the tensor and about eight matrices of its size in float64 in memory.</remarks>
/// <param name="Sum">S, of rank 2.</param>
public sealed record IsoC(Expression Sum) : Factor
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [Sum];

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) => $"IsoC({operands[0]})";

    internal override FactorValue Compute(IReadOnlyList<float[]> operands, int rows, int columns, ParallelLoop loop)
    {
        var sum = Matrix.Of(operands[0], rows, columns);
        var polar = Spectrum.Polar(sum, loop);
        // ⟨U·Vᵀ, U·Σ·Vᵀ⟩ is the sum of the singular values, ⟨U·Vᵀ, U·Vᵀ⟩ how many there are.
        var rank = Math.Round(Matrix.Dot(polar, polar));
        if (rank > 0)
            Vectors.Scale(Matrix.Dot(polar, sum) / rank, polar.Values);
        return FactorValue.Of(polar.ToSingles());
    }
}
