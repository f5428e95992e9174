namespace MergeSdk.Engine.Methods;

/// <summary>
/// The task vector of a LoRA adapter, ΔW = scale·B·A (Hu et al. 2022, "LoRA"), with B [rows, r] and A [r, columns], computed when it is needed and
/// never stored. Products are summed in float64 and rounded once.
/// </summary>
/// <param name="B">The input that holds B.</param>
/// <param name="A">The input that holds A.</param>
/// <param name="Scale">lora_alpha / r, or lora_alpha / √r.</param>
/// <param name="Transpose">Whether the weight is stored as (B·A)ᵀ (PEFT's <c>fan_in_fan_out</c>, and embeddings).</param>
public sealed record LowRank(Input B, Input A, double Scale, bool Transpose) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [B, A];

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) =>
        $"LowRank({operands[0]}, {operands[1]}, scale: {Number(Scale)}{(Transpose ? ", transpose: true" : "")})";

    /// <inheritdoc/>
    public override bool ReadsWholeOperands => true;

    internal override TileOperation CreateOperation(OperationContext context)
    {
        var (_, b) = context.Load(B.Index);
        var (aShape, a) = context.Load(A.Index);
        return new Operation(b, a, rank: checked((int)aShape[0]), inner: checked((int)aShape[1]), Scale, Transpose);
    }

    /// <summary>B is [outer, rank], A is [rank, inner]; the product is [outer, inner], or [inner, outer] when transposed.</summary>
    sealed class Operation(float[] b, float[] a, int rank, int inner, double scale, bool transpose) : TileOperation
    {
        readonly int _outer = b.Length / Math.Max(1, rank);

        public override void Evaluate(in Tile tile, Span<float> result)
        {
            var rowLength = transpose ? _outer : inner;
            for (var done = 0; done < result.Length;)
            {
                var (row, column) = Math.DivRem(tile.Start + done, rowLength);
                var count = (int)Math.Min(result.Length - done, rowLength - column);
                EvaluateRow((int)row, (int)column, result.Slice(done, count));
                done += count;
            }
        }

        void EvaluateRow(int row, int column, Span<float> result)
        {
            for (var i = 0; i < result.Length; i++)
            {
                var (outer, innerIndex) = transpose ? (column + i, row) : (row, column + i);
                var sum = 0.0;
                for (var k = 0; k < rank; k++)
                    sum += (double)b[(outer * rank) + k] * a[(k * inner) + innerIndex];
                result[i] = (float)(scale * sum);
            }
        }
    }
}
