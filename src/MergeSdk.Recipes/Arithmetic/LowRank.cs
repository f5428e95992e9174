using MergeSdk.Graph;

namespace MergeSdk.Recipes.Arithmetic;

/// <summary>
/// The task vector of a LoRA adapter, ΔW = scale·B·A (Hu et al. 2022, "LoRA"), of the operands B [rows, r] and A [r, columns], computed when it is needed and
/// never stored. Products are summed in float64 and rounded once.
/// </summary>
/// <param name="Scale">lora_alpha / r, or lora_alpha / √r.</param>
/// <param name="Transpose">Whether the weight is stored as (B·A)ᵀ (PEFT's <c>fan_in_fan_out</c>, and embeddings).</param>
/// <param name="Shape">The weight's shape, which may have more axes than the product.</param>
[Method("lowRank")]
sealed record LowRank(double Scale, bool Transpose, TensorType Shape) : Method
{
    public override bool ReadsWholeOperands => true;

    public override TensorType TypeOf(ReadOnlySpan<Node> operands) => Shape;

    public override TileOperation CreateOperation(OperationContext context)
    {
        var (b, a) = ((Input)context.Node.Operands[0].Method, (Input)context.Node.Operands[1].Method);
        return new Operation(
            context.Load(b), context.Load(a), rank: checked((int)a.Stored.Shape[0]), inner: checked((int)a.Stored.Shape[1]), Scale, Transpose);
    }

    public override string Text(IReadOnlyList<string> operands) =>
        $"LowRank({operands[0]}, {operands[1]}, scale: {Number(Scale)}{(Transpose ? ", transpose: true" : "")})";

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
