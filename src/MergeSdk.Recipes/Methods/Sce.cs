using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Recipes.Arithmetic.Selection;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>Selects the positions where task vectors differ most, weighs each by its energy and erases what disagrees in sign (Wan et al. 2024, "FuseChat", SCE).</summary>
    /// <param name="vectors">At least one task vector.</param>
    /// <param name="selectTopK">The share of positions to keep, 0 to 1.</param>
    /// <param name="scope"><c>Model</c> for the positions of all tensors together, with one share for them all.</param>
    /// <exception cref="MergeException">No vector, a share outside its range or differing where the scope is the model, or tensors that differ in shape or type.</exception>
    [KnownAs(
        "SCE", "Output = Base + Sce([a - Base, b - Base], selectTopK: 0.5);",
        Mergekit = "sce", Difference = "fixed: weights count for small updates too; more: `scope: Model`", Paper = "Wan et al. 2024, arXiv:2408.07990")]
    public static TaskVector Sce(IEnumerable<TaskVector> vectors, [Mergekit("select_topk")] Param? selectTopK = null, TrimScope scope = TrimScope.Tensor)
    {
        var share = Setting.Of<Sce>(nameof(selectTopK), selectTopK);
        if (TrimTogether.For(scope, "Sce", nameof(selectTopK)) is not { } together)
            return new TaskVector(VectorMethodNode.Create("Sce", Nodes(vectors), [share], method: call => new Sce(call[share])));

        return new TaskVector(VectorMethodNode.Create("Sce", Nodes(vectors), [share], call =>
        {
            if (call.OperandsOrZeros() is not { Length: > 0 } found)
                return null;
            var group = call.Resolution.TrimGroup(together, call[share], call.Tensor.Name);
            return call[share] >= 1
                ? call.Add(new Sce(), found)
                : call.Add(new SceOfModel(), [.. found, call.Add(new SceSelection(call[share], group), call.Add(new Variance(), found))]);
        }));
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

    public override TileOperation CreateOperation(OperationContext context) => new Operation(
        context.Operands, SelectTopK < 1 ? new MagnitudeThreshold(nonzero => ElementShare.Floor(SelectTopK, nonzero), context) : null, selectedBefore: false, context);

    /// <summary>The population variance over the first operands, at each position.</summary>
    public static void Variance(in Tile tile, int terms, Span<float> mean, Span<float> variance)
    {
        mean.Clear();
        for (var term = 0; term < terms; term++)
            Kernels.Add(mean, tile[term], mean);
        Kernels.Divide(mean, terms, mean);
        variance.Clear();
        for (var term = 0; term < terms; term++)
            Kernels.AddSquaredDistance(tile[term], mean, variance);
        Kernels.Divide(variance, terms, variance);
    }

    /// <param name="terms">How many task vectors there are.</param>
    /// <param name="selection">What selects positions; null if all are, or were selected before.</param>
    /// <param name="selectedBefore">Whether an operand after the task vectors has the variances of selected positions, and zero for the others.</param>
    /// <param name="context">The tensor.</param>
    internal sealed class Operation(int terms, MagnitudeThreshold? selection, bool selectedBefore, OperationContext context) : TileOperation
    {
        const float Smallest = 1e-6f;

        readonly TileSums[] _squares = [.. Enumerable.Range(0, terms).Select(_ => new TileSums(context.TileCount))];
        float[] _weights = [];

        bool SelectsAll => selection is null && !selectedBefore;

        public override IEnumerable<Pass> Passes()
        {
            if (selection is not null)
            {
                foreach (var pass in selection.Passes((in Tile tile) => Variance(tile)))
                    yield return pass;
            }
            yield return new Pass(SumSquares);
            var total = _squares.Sum(sums => sums.Total);
            _weights = [.. _squares.Select(sums => (float)(total == 0 ? 1.0 / terms : sums.Total / total))];
        }

        public override void Evaluate(in Tile tile, Span<float> result)
        {
            var sum = tile.Scratch(0);
            var agreedWeight = tile.Scratch(1);
            Sum(tile, sum);
            result.Clear();
            agreedWeight.Clear();
            for (var term = 0; term < terms; term++)
            {
                Kernels.AddAgreeing(tile[term], _weights[term], sum, result);
                Kernels.AddWeightOfAgreeing(tile[term], _weights[term], sum, agreedWeight);
            }
            Kernels.DivideByAtLeast(result, agreedWeight, Smallest, result);
            if (!SelectsAll)
                Kernels.KeepWhereNonzero(result, Selected(tile), result);
        }

        public override void Release()
        {
            foreach (var sums in _squares)
                sums.Release();
            selection?.Release();
        }

        void SumSquares(in Tile tile)
        {
            if (SelectsAll)
            {
                for (var term = 0; term < terms; term++)
                    _squares[term][tile.Index] = Reductions.SumOfSquares(tile[term]);
                return;
            }
            var selected = Selected(tile);
            var values = tile.Scratch(1);
            for (var term = 0; term < terms; term++)
            {
                Kernels.KeepWhereNonzero(tile[term], selected, values);
                _squares[term][tile.Index] = Reductions.SumOfSquares(values);
            }
        }

        /// <summary>The variances of the selected positions and 0 for the others.</summary>
        ReadOnlySpan<float> Selected(in Tile tile)
        {
            if (selectedBefore)
                return tile[terms];
            var variance = Variance(tile);
            selection!.Keep(tile, variance, variance);
            return variance;
        }

        /// <summary>The population variance over donors, at each position.</summary>
        Span<float> Variance(in Tile tile)
        {
            var variance = tile.Scratch(0);
            Sce.Variance(tile, terms, tile.Scratch(1), variance);
            return variance;
        }

        void Sum(in Tile tile, Span<float> sum)
        {
            sum.Clear();
            for (var term = 0; term < terms; term++)
                Kernels.Add(sum, tile[term], sum);
        }
    }
}

/// <summary>The population variance of its operands at each position.</summary>
[Method("variance")]
sealed record Variance : Method
{
    public override TileOperation CreateOperation(OperationContext context) => new Operation(context.Operands);

    sealed class Operation(int terms) : TileOperation
    {
        public override void Evaluate(in Tile tile, Span<float> result) => Sce.Variance(tile, terms, tile.Scratch(0), result);
    }
}

/// <summary>Of the variances of all tensors of a group the ⌊select_topk · nonzero⌋ largest, among equals the first, and zero for the others.</summary>
/// <param name="SelectTopK">The share of positions to keep, 0 to 1.</param>
/// <param name="Group">The number of the group.</param>
[Method("sce_selection")]
sealed record SceSelection([Range(ParameterRange.Share)] double SelectTopK, int Group) : Method, IGroupThreshold
{
    int? IGroupThreshold.Group => Group;

    public bool CountsNonzero => true;

    public long Keep(long elements) => ElementShare.Floor(SelectTopK, elements);

    public override TileOperation CreateOperation(OperationContext context) => new GroupSelection(Group, lastOfEquals: false, context);

    public override string Text(IReadOnlyList<string> operands) => $"selectTopK: {Number(SelectTopK)}, scope: Model {Group}";
}

/// <summary><see cref="Sce"/> at positions that were selected over all tensors of a group: the operands are the task vectors and what was selected of their variances.</summary>
[Method("sce_of_model")]
sealed record SceOfModel : Method
{
    public override TileOperation CreateOperation(OperationContext context) => new Sce.Operation(context.Operands - 1, selection: null, selectedBefore: true, context);

    public override string Text(IReadOnlyList<string> operands) => $"Sce([{string.Join(", ", operands.SkipLast(1))}], {operands[^1]})";
}
