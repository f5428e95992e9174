using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>
/// Keeps the k elements of largest magnitude of a task vector and sets the others to zero; among equals the lowest index first.
/// k = ⌊density·n⌋ over the tensor, density ≥ 1 keeps all (Yadav et al. 2023, "TIES-Merging", step 1).
/// </summary>
/// <param name="Operand">δ, a task vector.</param>
/// <param name="Density">The share of elements to keep, 0 to 1.</param>
/// <param name="Rescale">Whether to multiply by Σ|δ| / Σ|δ̂| afterwards, which restores the sum of magnitudes (skipped if either is below 1e-7).</param>
public sealed record Trim(Expression Operand, double Density, bool Rescale) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [Operand];

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) =>
        $"Trim({operands[0]}, density: {Number(Density)}{(Rescale ? ", rescale: true" : "")})";

    internal override TileOperation CreateOperation(OperationContext context) =>
        new Operation(ElementShare.Floor(Density, context.ElementCount), Rescale, context);

    sealed class Operation(long keep, bool rescale, OperationContext context) : TileOperation
    {
        readonly MagnitudeThreshold _threshold = new(keep, context);
        readonly Rescaling? _rescaling = rescale ? new Rescaling(context.TileCount) : null;

        public override bool NeedsPass => _threshold.NeedsPass || _rescaling is { NeedsPass: true };

        public override void Accumulate(in Tile tile)
        {
            if (_threshold.NeedsPass)
            {
                _threshold.Accumulate(tile, tile[0]);
                return;
            }
            var kept = tile.Scratch(0);
            _threshold.Keep(tile, tile[0], kept);
            _rescaling!.Accumulate(tile, tile[0], kept);
        }

        public override void EndPass()
        {
            if (_threshold.NeedsPass)
                _threshold.EndPass();
            else
                _rescaling!.EndPass();
        }

        public override void Evaluate(in Tile tile, Span<float> result)
        {
            _threshold.Keep(tile, tile[0], result);
            if (_rescaling is { Factor: not 1 })
                Kernels.Scale(result, _rescaling.Factor, result);
        }

        public override void Release()
        {
            _threshold.Release();
            _rescaling?.Release();
        }
    }
}
