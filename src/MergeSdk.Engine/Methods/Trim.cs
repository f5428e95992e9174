using System.Text.Json.Serialization;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>
/// Keeps the k elements of largest magnitude of a task vector and sets the others to zero; among equals the lowest index first.
/// k = ⌊density·n⌋ over the tensor, or over all tensors of a group in the plan's order; density ≥ 1 keeps all (Yadav et al. 2023, "TIES-Merging", step 1, which
/// trims over the whole model).
/// </summary>
/// <param name="Operand">δ, a task vector.</param>
/// <param name="Density">The share of elements to keep, 0 to 1.</param>
/// <param name="Rescale">Whether to multiply by Σ|δ| / Σ|δ̂| afterwards over the tensor, which restores the sum of magnitudes (skipped if either is below 1e-7).</param>
/// <param name="Group">The number of the group of tensors that share one threshold: all trims of the plan that have the number. Null: each tensor has its own.</param>
public sealed record Trim(
    Expression Operand, double Density, bool Rescale, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Group = null) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [Operand];

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) =>
        $"Trim({operands[0]}, density: {Number(Density)}{(Rescale ? ", rescale: true" : "")}{(Group is { } group ? $", scope: Model {group}" : "")})";

    internal override TileOperation CreateOperation(OperationContext context) => new Operation(
        Group is { } group ? MagnitudeThreshold.Known(context.ThresholdOf(group), context) : new MagnitudeThreshold(ElementShare.Floor(Density, context.ElementCount), context),
        Rescale,
        context);

    sealed class Operation(MagnitudeThreshold threshold, bool rescale, OperationContext context) : TileOperation
    {
        readonly Rescaling? _rescaling = rescale ? new Rescaling(context.TileCount) : null;

        public override bool NeedsPass => threshold.NeedsPass || _rescaling is { NeedsPass: true };

        public override bool TakesSample => threshold.TakesSample;

        public override void Accumulate(in Tile tile)
        {
            if (threshold.NeedsPass)
            {
                threshold.Accumulate(tile, tile[0]);
                return;
            }
            var kept = tile.Scratch(0);
            threshold.Keep(tile, tile[0], kept);
            _rescaling!.Accumulate(tile, tile[0], kept);
        }

        public override void EndPass()
        {
            if (threshold.NeedsPass)
                threshold.EndPass();
            else
                _rescaling!.EndPass();
        }

        public override void Evaluate(in Tile tile, Span<float> result)
        {
            threshold.Keep(tile, tile[0], result);
            if (_rescaling is { Factor: not 1 })
                Kernels.Scale(result, _rescaling.Factor, result);
        }

        public override void Release()
        {
            threshold.Release();
            _rescaling?.Release();
        }
    }
}
