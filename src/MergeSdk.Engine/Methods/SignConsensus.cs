using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>
/// Merges task vectors by elected sign (Yadav et al. 2023, "TIES-Merging", steps 2 and 3). With Dᵢ = wᵢ·δᵢ: S = +1 where Σ Dᵢ ≥ 0, else −1;
/// Mᵢ = [sign(Dᵢ) = S], zeros never match; result λ · Σ Mᵢ·Dᵢ, divided by Σ Mᵢ·wᵢ (1 where that is 0) if normalised.
/// </summary>
/// <param name="Terms">δᵢ, already sparsified.</param>
/// <param name="Weights">wᵢ, finite, one for each term.</param>
/// <param name="Normalize">Whether to divide by the weights that agreed.</param>
/// <param name="Lambda">λ, finite.</param>
public sealed record SignConsensus(IReadOnlyList<Expression> Terms, IReadOnlyList<double> Weights, bool Normalize, double Lambda) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => Terms;

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) =>
        $"Ties({Weighted(operands, Weights)}, normalize: {(Normalize ? "true" : "false")}, lambda: {Number(Lambda)})";

    internal override TileOperation CreateOperation(OperationContext context) =>
        new Operation([.. Weights.Select(weight => (float)weight)], Normalize, (float)Lambda);

    sealed class Operation(float[] weights, bool normalize, float lambda) : TileOperation
    {
        public override void Evaluate(in Tile tile, Span<float> result)
        {
            var sum = tile.Scratch(0);
            var agreedWeight = tile.Scratch(1);
            Kernels.Scale(tile[0], weights[0], sum);
            for (var i = 1; i < weights.Length; i++)
                Kernels.AddScaled(tile[i], weights[i], sum);

            result.Clear();
            agreedWeight.Clear();
            for (var i = 0; i < weights.Length; i++)
            {
                Kernels.AddAgreeingProduct(tile[i], weights[i], sum, result);
                if (normalize)
                    Kernels.AddWeightOfAgreeingProduct(tile[i], weights[i], sum, agreedWeight);
            }
            if (normalize)
                Kernels.DivideWhereNonzero(result, agreedWeight, result);
            if (lambda != 1)
                Kernels.Scale(result, lambda, result);
        }
    }
}
