using System.Numerics;
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
                AddAgreeing(tile[i], weights[i], sum, result, agreedWeight);

            if (normalize)
                DivideBy(agreedWeight, result);
            if (lambda != 1)
                Kernels.Scale(result, lambda, result);
        }

        /// <summary>Adds wᵢ·δᵢ and wᵢ where the sign of wᵢ·δᵢ is the elected one.</summary>
        static void AddAgreeing(ReadOnlySpan<float> delta, float weight, ReadOnlySpan<float> sum, Span<float> mixed, Span<float> agreedWeight)
        {
            var i = 0;
            for (; i <= delta.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                var weighted = new Vector<float>(delta[i..]) * new Vector<float>(weight);
                var positive = Vector.GreaterThanOrEqual(new Vector<float>(sum[i..]), Vector<float>.Zero);
                var agrees = Vector.ConditionalSelect(
                    positive, Vector.GreaterThan(weighted, Vector<float>.Zero), Vector.LessThan(weighted, Vector<float>.Zero));
                (new Vector<float>(mixed[i..]) + Vector.ConditionalSelect(agrees, weighted, Vector<float>.Zero)).CopyTo(mixed[i..]);
                (new Vector<float>(agreedWeight[i..]) + Vector.ConditionalSelect(agrees, new Vector<float>(weight), Vector<float>.Zero)).CopyTo(agreedWeight[i..]);
            }
            for (; i < delta.Length; i++)
            {
                var weighted = delta[i] * weight;
                if (sum[i] >= 0 ? weighted > 0 : weighted < 0)
                {
                    mixed[i] += weighted;
                    agreedWeight[i] += weight;
                }
            }
        }

        static void DivideBy(ReadOnlySpan<float> divisor, Span<float> values)
        {
            var i = 0;
            for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                var d = new Vector<float>(divisor[i..]);
                d = Vector.ConditionalSelect(Vector.Equals(d, Vector<float>.Zero), Vector<float>.One, d);
                (new Vector<float>(values[i..]) / d).CopyTo(values[i..]);
            }
            for (; i < values.Length; i++)
                values[i] /= divisor[i] == 0 ? 1 : divisor[i];
        }
    }
}
