using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>
/// Drops the largest and the smallest elements of a task vector (Davari and Belilovsky 2024, "Model Breadcrumbs"). Ascending by |δ|, the ranks from
/// bottom to n − top are kept: top = ⌊γ·n⌋, bottom = n − ⌊density·n⌋ − top, and where that is negative top shrinks by as much. Among equals the lower index
/// has the lower rank. γ = 0 keeps up to the end (mergekit then drops everything).
/// </summary>
/// <param name="Operand">δ, a task vector.</param>
/// <param name="Density">The share of elements to keep, 0 to 1.</param>
/// <param name="Gamma">γ, the share of the largest elements to drop, 0 to 1.</param>
/// <param name="Rescale">Whether to multiply by Σ|δ| / Σ|δ̂| afterwards.</param>
public sealed record Breadcrumbs(Expression Operand, double Density, double Gamma, bool Rescale) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [Operand];

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) =>
        $"Breadcrumbs({operands[0]}, density: {Number(Density)}, gamma: {Number(Gamma)}{(Rescale ? ", rescale: true" : "")})";

    internal override TileOperation CreateOperation(OperationContext context)
    {
        var count = context.ElementCount;
        var top = ElementShare.Floor(Gamma, count);
        var bottom = count - ElementShare.Floor(Density, count) - top;
        if (bottom < 0)
            (top, bottom) = (top + bottom, 0);
        return new Operation(count - bottom, top, Rescale, context);
    }

    sealed class Operation(long largest, long dropped, bool rescale, OperationContext context) : TileOperation
    {
        readonly MagnitudeThreshold _largest = new(largest, context, lastOfEquals: true);
        readonly MagnitudeThreshold _dropped = new(dropped, context, lastOfEquals: true);
        readonly Rescaling? _rescaling = rescale ? new Rescaling(context.TileCount) : null;

        public override bool NeedsPass => Selecting || _rescaling is { NeedsPass: true };

        /// <remarks>Both need the sample, or one of them needs no pass at all.</remarks>
        public override bool TakesSample => _largest.TakesSample || _dropped.TakesSample;

        bool Selecting => _largest.NeedsPass || _dropped.NeedsPass;

        public override void Accumulate(in Tile tile)
        {
            if (Selecting)
            {
                if (_largest.NeedsPass)
                    _largest.Accumulate(tile, tile[0]);
                if (_dropped.NeedsPass)
                    _dropped.Accumulate(tile, tile[0]);
                return;
            }
            var kept = tile.Scratch(0);
            Keep(tile, kept);
            _rescaling!.Accumulate(tile, tile[0], kept);
        }

        public override void EndPass()
        {
            if (Selecting)
            {
                if (_largest.NeedsPass)
                    _largest.EndPass();
                if (_dropped.NeedsPass)
                    _dropped.EndPass();
            }
            else
            {
                _rescaling!.EndPass();
            }
        }

        public override void Evaluate(in Tile tile, Span<float> result)
        {
            Keep(tile, result);
            if (_rescaling is { Factor: not 1 })
                Kernels.Scale(result, _rescaling.Factor, result);
        }

        public override void Release()
        {
            _largest.Release();
            _dropped.Release();
            _rescaling?.Release();
        }

        void Keep(in Tile tile, Span<float> result)
        {
            var outliers = tile.Scratch(1);
            _largest.Keep(tile, tile[0], result);
            _dropped.Keep(tile, tile[0], outliers);
            Kernels.KeepWhereZero(result, outliers, result);
        }
    }
}
