using System.Buffers;
using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic.Selection;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>Takes over only the important changes of a donor (mergekit's arcee_fusion).</summary>
    /// <param name="origin">The base; gives element types, configuration and tokenizer.</param>
    /// <param name="donor">The donor.</param>
    /// <exception cref="MergeException">Tensors that differ in shape or type.</exception>
    [KnownAs("Arcee Fusion", "Output = ArceeFusion(Base, a);", Mergekit = "arcee_fusion", Difference = "fixed: exact quantiles")]
    public static Model ArceeFusion(Model origin, Model donor) => new(ModelMethodNode.Create(
        "ArceeFusion", Nodes([origin, donor]), [], call => call.Add(new ArceeFusion(), call.OperandsOrFirst())));
}

/// <summary>
/// Takes over only the important changes (mergekit's arcee_fusion). For each vector along the last axis p = softmax(x) + 1e-8, q = softmax(b) + 1e-8 and
/// KL = Σ p·ln(p/q); an element's importance is I = |x − b| · KL. With quantile(q) = sorted(I)[⌊q·(n−1)⌋] the threshold is Q₂ + 1.5·(Q₃ − Q₁); the result is x where
/// I ≥ threshold, else b. Quantiles are exact (mergekit samples above a million elements).
/// </summary>
[Method("arceeFusion", Version = 2)]
// 2: the divergence is SoftmaxDivergence's.
sealed record ArceeFusion : Method
{
    public override bool WorksByRows => true;

    public override string Text(IReadOnlyList<string> operands) => $"ArceeFusion({operands[0]}, {operands[1]})";

    public override TileOperation CreateOperation(OperationContext context) => new Operation(context);

    sealed class Operation : TileOperation
    {
        readonly int _rowLength;
        readonly long _count;

        /// <summary>The searches of Q₁, Q₂ and Q₃, with the ranks in ascending order, from 0.</summary>
        readonly (RankSearch Search, long Rank)[] _quartiles;

        /// <summary>The divergence of every row, NaN until it is known: it costs far more than all passes without it.</summary>
        readonly float[] _divergences;

        public Operation(OperationContext context)
        {
            (_rowLength, _count) = (context.Tiling.RowLength, context.ElementCount);
            var last = _count - 1;
            _quartiles = [.. new[] { last / 4, last / 2, (long)(0.75 * last) }.Select(rank => (new RankSearch(context), rank))];
            var rows = checked((int)(_count / _rowLength));
            _divergences = ArrayPool<float>.Shared.Rent(Math.Max(1, rows));
            _divergences.AsSpan().Fill(float.NaN);
        }

        public override IEnumerable<Pass> Passes()
        {
            while (Array.FindAll(_quartiles, quartile => quartile.Search.NeedsPass) is { Length: > 0 } searching)
            {
                // All three want the sample, or none of them.
                var sample = searching[0].Search.TakesSample;
                yield return new Pass(
                    (in Tile tile) =>
                    {
                        var importance = tile.Scratch(0);
                        Importance(tile, importance);
                        foreach (var (search, _) in searching)
                            search.Accumulate(tile, importance);
                    },
                    sample);
                foreach (var (search, rank) in searching)
                {
                    if (sample)
                        search.EndSample((double)(_count - rank) / _count);
                    else
                        search.EndPass(_count - rank);
                }
            }
        }

        public override void Evaluate(in Tile tile, Span<float> result)
        {
            var threshold = Quartile(1) + (1.5f * (Quartile(2) - Quartile(0)));
            Importance(tile, result);
            Kernels.MoveWhereAtLeast(tile[0], tile[1], threshold, result);
        }

        public override void Release()
        {
            foreach (var (search, _) in _quartiles)
                search.Release();
            ArrayPool<float>.Shared.Return(_divergences);
        }

        float Quartile(int index) => BitConverter.UInt32BitsToSingle(_quartiles[index].Search.Bits);

        void Importance(in Tile tile, Span<float> importance)
        {
            Kernels.Subtract(tile[1], tile[0], importance);
            var firstRow = (int)(tile.Start / _rowLength);
            for (var row = 0; row < importance.Length / _rowLength; row++)
            {
                var place = row * _rowLength;
                ref var divergence = ref _divergences[firstRow + row];
                if (float.IsNaN(divergence))
                    divergence = (float)Math.Max(0, SoftmaxDivergence.Of(tile[1].Slice(place, _rowLength), tile[0].Slice(place, _rowLength), floor: 1e-8));
                Kernels.ScaleMagnitude(importance.Slice(place, _rowLength), divergence, importance.Slice(place, _rowLength));
            }
        }
    }
}
