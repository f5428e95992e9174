using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Recipes.Arithmetic.Selection;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes.Methods;

public static partial class Functions
{
    /// <summary>Selects the positions where task vectors differ most, weighs each by its energy and erases what disagrees in sign (Wan et al. 2024, "FuseChat", SCE).</summary>
    /// <param name="vectors">At least one task vector.</param>
    /// <param name="selectTopK">The share of positions to keep, 0 to 1.</param>
    /// <exception cref="MergeException">No vector, a share outside its range, or tensors that differ in shape or type.</exception>
    [KnownAs(
        "SCE", "Output = Base + Sce([a - Base, b - Base], selectTopK: 0.5);",
        Mergekit = "sce", Difference = "fixed: weights count for small updates too", Paper = "Wan et al. 2024, arXiv:2408.07990")]
    public static TaskVector Sce(IEnumerable<TaskVector> vectors, [Mergekit("select_topk")] Param? selectTopK = null)
    {
        var share = Setting.Of<Sce>(nameof(selectTopK), selectTopK);
        return new TaskVector(VectorMethodNode.Create("Sce", Nodes(vectors), [share], method: call => new Sce(call[share])));
    }
}

/// <summary>
/// Selects, weighs and erases (Wan et al. 2024, "FuseChat", SCE). Below 1, select_topk keeps the ⌊select_topk · nonzero⌋ positions where the task vectors
/// differ most (population variance over donors). cᵢ = mean(τᵢ²) normalized to sum 1; S is the sign of Σ τᵢ and Mᵢ = [sign(τᵢ) = S], zeros never match;
/// the result is Σ cᵢ·Mᵢ·τᵢ / max(Σ cᵢ·Mᵢ, 1e-6). Equal weights stand in only where Σ cᵢ is exactly 0, when there is nothing left to weigh
/// (mergekit's 1e-6 there disables the weights of most real fine-tunes).
/// </summary>
/// <param name="SelectTopK">The share of positions to keep, 0 to 1.</param>
[Method("sce", Version = 2)]
// 2: the squares of selected positions are summed in the order of Reductions.
sealed record Sce([Range(ParameterRange.Share)] double SelectTopK = 1) : Method
{
    public override string Text(IReadOnlyList<string> operands) => $"Sce([{string.Join(", ", operands)}], selectTopK: {Number(SelectTopK)})";

    public override TileOperation CreateOperation(OperationContext context) => new Operation(context.Operands, SelectTopK, context);

    sealed class Operation : TileOperation
    {
        const float Smallest = 1e-6f;

        readonly int _terms;
        readonly TileSums[] _squares;
        readonly MagnitudeThreshold? _selection;
        float[] _weights = [];

        public Operation(int terms, double share, OperationContext context)
        {
            _terms = terms;
            _squares = [.. Enumerable.Range(0, terms).Select(_ => new TileSums(context.TileCount))];
            _selection = share < 1 ? new MagnitudeThreshold(nonzero => ElementShare.Floor(share, nonzero), context) : null;
        }

        public override IEnumerable<Pass> Passes()
        {
            if (_selection is not null)
            {
                foreach (var pass in _selection.Passes((in Tile tile) => Variance(tile)))
                    yield return pass;
            }
            yield return new Pass(SumSquares);
            var total = _squares.Sum(sums => sums.Total);
            _weights = [.. _squares.Select(sums => (float)(total == 0 ? 1.0 / _terms : sums.Total / total))];
        }

        public override void Evaluate(in Tile tile, Span<float> result)
        {
            var sum = tile.Scratch(0);
            var agreedWeight = tile.Scratch(1);
            Sum(tile, sum);
            result.Clear();
            agreedWeight.Clear();
            for (var term = 0; term < _terms; term++)
            {
                Kernels.AddAgreeing(tile[term], _weights[term], sum, result);
                Kernels.AddWeightOfAgreeing(tile[term], _weights[term], sum, agreedWeight);
            }
            Kernels.DivideByAtLeast(result, agreedWeight, Smallest, result);
            if (_selection is not null)
                Kernels.KeepWhereNonzero(result, Selected(tile), result);
        }

        public override void Release()
        {
            foreach (var sums in _squares)
                sums.Release();
            _selection?.Release();
        }

        void SumSquares(in Tile tile)
        {
            if (_selection is null)
            {
                for (var term = 0; term < _terms; term++)
                    _squares[term][tile.Index] = Reductions.SumOfSquares(tile[term]);
                return;
            }
            var selected = Selected(tile);
            var values = tile.Scratch(1);
            for (var term = 0; term < _terms; term++)
            {
                Kernels.KeepWhereNonzero(tile[term], selected, values);
                _squares[term][tile.Index] = Reductions.SumOfSquares(values);
            }
        }

        /// <summary>The variances of the selected positions and 0 for the others.</summary>
        Span<float> Selected(in Tile tile)
        {
            var variance = Variance(tile);
            _selection!.Keep(tile, variance, variance);
            return variance;
        }

        /// <summary>The population variance over donors, at each position.</summary>
        Span<float> Variance(in Tile tile)
        {
            var variance = tile.Scratch(0);
            var mean = tile.Scratch(1);
            Sum(tile, mean);
            Kernels.Divide(mean, _terms, mean);
            variance.Clear();
            for (var term = 0; term < _terms; term++)
                Kernels.AddSquaredDistance(tile[term], mean, variance);
            Kernels.Divide(variance, _terms, variance);
            return variance;
        }

        void Sum(in Tile tile, Span<float> sum)
        {
            sum.Clear();
            for (var term = 0; term < _terms; term++)
                Kernels.Add(sum, tile[term], sum);
        }
    }
}
