namespace MergeSdk.Engine.Methods;

/// <summary>
/// Takes over only the important changes (mergekit's arcee_fusion). For each vector along the last axis p = softmax(x) + 1e-8, q = softmax(b) + 1e-8 and
/// KL = Σ p·ln(p/q); an element's importance is I = |x − b| · KL. With quantile(q) = sorted(I)[⌊q·(n−1)⌋] the threshold is Q₂ + 1.5·(Q₃ − Q₁); the result is x where
/// I ≥ threshold, else b. Quantiles are exact (mergekit samples above a million elements).
/// </summary>
/// <param name="Base">b, a tensor of the base.</param>
/// <param name="Donor">x, the donor's.</param>
public sealed record ArceeFusion(Expression Base, Expression Donor) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [Base, Donor];

    /// <inheritdoc/>
    public override bool WorksByRows => true;

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) => $"ArceeFusion({operands[0]}, {operands[1]})";

    internal override TileOperation CreateOperation(OperationContext context) => new Operation(context);

    sealed class Operation : TileOperation
    {
        readonly int _rowLength;
        readonly OrderStatistics _quartiles;

        public Operation(OperationContext context)
        {
            _rowLength = context.Tiling.RowLength;
            var last = context.ElementCount - 1;
            _quartiles = new OrderStatistics([last / 4, last / 2, (long)(0.75 * last)], context);
        }

        public override bool NeedsPass => _quartiles.NeedsPass;

        public override void Accumulate(in Tile tile) => _quartiles.Accumulate(tile, Importance(tile));

        public override void EndPass() => _quartiles.EndPass();

        public override void Evaluate(in Tile tile, Span<float> result)
        {
            var threshold = _quartiles[1] + (1.5f * (_quartiles[2] - _quartiles[0]));
            var importance = Importance(tile);
            var start = tile[0];
            var donor = tile[1];
            for (var i = 0; i < result.Length; i++)
                result[i] = importance[i] >= threshold ? start[i] + (donor[i] - start[i]) : start[i];
        }

        public override void Release() => _quartiles.Release();

        Span<float> Importance(in Tile tile)
        {
            var importance = tile.Scratch(0);
            for (var row = 0; row < importance.Length; row += _rowLength)
            {
                var start = tile[0].Slice(row, _rowLength);
                var donor = tile[1].Slice(row, _rowLength);
                var divergence = (float)Divergence(donor, start);
                for (var i = 0; i < _rowLength; i++)
                    importance[row + i] = Math.Abs(donor[i] - start[i]) * divergence;
            }
            return importance;
        }

        /// <summary>KL(softmax(x) ‖ softmax(b)); rounding may not make it negative.</summary>
        static double Divergence(ReadOnlySpan<float> x, ReadOnlySpan<float> b)
        {
            const double Floor = 1e-8;
            var (maxX, maxB) = (Max(x), Max(b));
            var (sumX, sumB) = (0.0, 0.0);
            for (var i = 0; i < x.Length; i++)
            {
                sumX += Math.Exp(x[i] - maxX);
                sumB += Math.Exp(b[i] - maxB);
            }
            var divergence = 0.0;
            for (var i = 0; i < x.Length; i++)
            {
                var p = (Math.Exp(x[i] - maxX) / sumX) + Floor;
                var q = (Math.Exp(b[i] - maxB) / sumB) + Floor;
                divergence += p * Math.Log(p / q);
            }
            return Math.Max(0, divergence);
        }

        static float Max(ReadOnlySpan<float> values)
        {
            var max = float.NegativeInfinity;
            foreach (var value in values)
                max = Math.Max(max, value);
            return max;
        }
    }
}
