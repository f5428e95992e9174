using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic.Selection;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    const string BreadcrumbsPaper = "Davari and Belilovsky 2024, arXiv:2312.06795";

    /// <summary>Drops the largest and the smallest elements of a task vector (Davari and Belilovsky 2024, "Model Breadcrumbs").</summary>
    /// <param name="vector">A task vector.</param>
    /// <param name="density">The share of elements to keep, 0 to 1.</param>
    /// <param name="gamma">The share of the largest elements to drop, 0 to 1.</param>
    /// <param name="rescale">Whether to multiply by Σ|δ| / Σ|δ̂| afterwards.</param>
    /// <param name="scope"><c>Model</c> for the largest and smallest of all tensors together, with one density and gamma for them all.</param>
    /// <exception cref="MergeException">A parameter outside its range, or values that differ where the scope is the model.</exception>
    [KnownAs(
        "breadcrumbs", "Output = Base + Breadcrumbs(a - Base, density: 0.6) + Breadcrumbs(b - Base, density: 0.6);",
        Mergekit = "breadcrumbs", Difference = "fixed: `gamma: 0` keeps the largest instead of nothing; more: `scope: Model`", Paper = BreadcrumbsPaper)]
    [KnownAs(
        "breadcrumbs-TIES", "Output = Base + Ties([Breadcrumbs(a - Base, density: 0.6), Breadcrumbs(b - Base, density: 0.6)], normalize: false);",
        Mergekit = "breadcrumbs_ties", Difference = "fixed: `gamma: 0` keeps the largest instead of nothing", Paper = BreadcrumbsPaper + "; " + TiesPaper)]
    public static TaskVector Breadcrumbs(TaskVector vector, Param density, Param? gamma = null, bool rescale = false, TrimScope scope = TrimScope.Tensor)
    {
        var (share, outliers) = (Setting.Of<Breadcrumbs>(nameof(density), density), Setting.Of<Breadcrumbs>(nameof(gamma), gamma));
        var nodes = Nodes([vector]);
        if (scope == TrimScope.Tensor)
            return new TaskVector(VectorMethodNode.Create("Breadcrumbs", nodes, [share, outliers], method: call => new Breadcrumbs(call[share], call[outliers], rescale)));

        var label = $"Breadcrumbs({nodes[0].Label})";
        var (kept, beyond) = (TrimTogether.For(scope, label, nameof(density))!, TrimTogether.For(scope, label, nameof(gamma))!);
        return new TaskVector(VectorMethodNode.Create("Breadcrumbs", nodes, [share, outliers], call =>
        {
            if (call.Operand(0) is not { } found)
                return null;
            return call.Add(new BreadcrumbsOfModel(rescale), found, Largest(kept, call[share], dropped: false), Largest(beyond, call[outliers], dropped: true));

            Node Largest(TrimTogether together, double value, bool dropped) => call.Add(
                new BreadcrumbsLargest(call[share], call[outliers], dropped, call.Resolution.TrimGroup(together, value, call.Tensor.Name)), found);
        }));
    }
}

/// <summary>
/// Drops the largest and the smallest elements of a task vector (Davari and Belilovsky 2024, "Model Breadcrumbs"). Ascending by |δ|, the ranks from
/// bottom to n − top are kept: top = ⌊γ·n⌋, bottom = n − ⌊density·n⌋ − top, and where that is negative top shrinks by as much. Among equals the lower index
/// has the lower rank. γ = 0 keeps up to the end (mergekit then drops everything).
/// </summary>
/// <param name="Density">The share of elements to keep, 0 to 1.</param>
/// <param name="Gamma">γ, the share of the largest elements to drop, 0 to 1.</param>
/// <param name="Rescale">Whether to multiply by Σ|δ| / Σ|δ̂| afterwards.</param>
[Method("breadcrumbs")]
sealed record Breadcrumbs(
    [Range(ParameterRange.Share)] double Density, [Range(ParameterRange.Share)] double Gamma = 0.01, bool Rescale = false) : Method
{
    public override TileOperation CreateOperation(OperationContext context)
    {
        var (largest, dropped) = Counts(Density, Gamma, context.ElementCount);
        return new Operation(largest, dropped, Rescale, context);
    }

    /// <summary>Of some elements, how many of the largest are taken, and how many of the largest of those are dropped.</summary>
    public static (long Largest, long Dropped) Counts(double density, double gamma, long elements)
    {
        var top = ElementShare.Floor(gamma, elements);
        var bottom = elements - ElementShare.Floor(density, elements) - top;
        return bottom < 0 ? (elements, top + bottom) : (elements - bottom, top);
    }

    public override string Text(IReadOnlyList<string> operands) =>
        $"Breadcrumbs({operands[0]}, density: {Number(Density)}, gamma: {Number(Gamma)}{(Rescale ? ", rescale: true" : "")})";

    sealed class Operation(long largest, long dropped, bool rescale, OperationContext context) : TileOperation
    {
        readonly MagnitudeThreshold _largest = new(largest, context, lastOfEquals: true);
        readonly MagnitudeThreshold _dropped = new(dropped, context, lastOfEquals: true);
        readonly Rescaling? _rescaling = rescale ? new Rescaling(context.TileCount) : null;

        public override IEnumerable<Pass> Passes() =>
            Graph.Passes.Together(_largest.Passes((in Tile tile) => tile[0]), _dropped.Passes((in Tile tile) => tile[0])).Concat(_rescaling?.Passes(Kept) ?? []);

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

        ReadOnlySpan<float> Kept(in Tile tile)
        {
            var kept = tile.Scratch(0);
            Keep(tile, kept);
            return kept;
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

/// <summary>
/// The largest elements of all tensors of a group, and zero for the others: those that <see cref="Breadcrumbs"/> keeps or drops as too large, or the latter alone.
/// Among equals the lower index has the lower rank, tensors in the plan's order.
/// </summary>
/// <param name="Density">The share of elements to keep, 0 to 1.</param>
/// <param name="Gamma">γ, the share of the largest elements to drop, 0 to 1.</param>
/// <param name="Dropped">Whether it is those that are dropped.</param>
/// <param name="Group">The number of the group.</param>
[Method("breadcrumbs_largest")]
sealed record BreadcrumbsLargest(
    [Range(ParameterRange.Share)] double Density, [Range(ParameterRange.Share)] double Gamma, bool Dropped, int Group) : Method, IGroupThreshold
{
    int? IGroupThreshold.Group => Group;

    public bool LastOfEquals => true;

    public long Keep(long elements) => Breadcrumbs.Counts(Density, Gamma, elements) is var (largest, dropped) && Dropped ? dropped : largest;

    public override TileOperation CreateOperation(OperationContext context) => new GroupSelection(Group, LastOfEquals, context);

    public override string Text(IReadOnlyList<string> operands) =>
        $"{operands[0]}, density: {Number(Density)}, gamma: {Number(Gamma)}, scope: Model {Group}";
}

/// <summary><see cref="Breadcrumbs"/> over all tensors of two groups: of a task vector what is among the largest and not among the dropped.</summary>
/// <param name="Rescale">Whether to multiply by Σ|δ| / Σ|δ̂| over the tensor afterwards.</param>
[Method("breadcrumbs_of_model")]
sealed record BreadcrumbsOfModel(bool Rescale = false) : Method
{
    public override TileOperation CreateOperation(OperationContext context) => new Operation(Rescale, context);

    public override string Text(IReadOnlyList<string> operands) => $"Breadcrumbs({operands[1]}{(Rescale ? ", rescale: true" : "")})";

    sealed class Operation(bool rescale, OperationContext context) : TileOperation
    {
        readonly Rescaling? _rescaling = rescale ? new Rescaling(context.TileCount) : null;

        public override IEnumerable<Pass> Passes() => _rescaling?.Passes(Kept) ?? [];

        public override void Evaluate(in Tile tile, Span<float> result)
        {
            Kernels.KeepWhereZero(tile[1], tile[2], result);
            if (_rescaling is { Factor: not 1 })
                Kernels.Scale(result, _rescaling.Factor, result);
        }

        public override void Release() => _rescaling?.Release();

        static ReadOnlySpan<float> Kept(in Tile tile)
        {
            var kept = tile.Scratch(0);
            Kernels.KeepWhereZero(tile[1], tile[2], kept);
            return kept;
        }
    }
}
