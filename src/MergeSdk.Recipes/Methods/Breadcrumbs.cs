using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic.Selection;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes.Methods;

public static partial class Functions
{
    const string BreadcrumbsPaper = "Davari and Belilovsky 2024, arXiv:2312.06795";

    /// <summary>Drops the largest and the smallest elements of a task vector (Davari and Belilovsky 2024, "Model Breadcrumbs").</summary>
    /// <param name="vector">A task vector.</param>
    /// <param name="density">The share of elements to keep, 0 to 1.</param>
    /// <param name="gamma">The share of the largest elements to drop, 0 to 1.</param>
    /// <param name="rescale">Whether to multiply by Σ|δ| / Σ|δ̂| afterwards.</param>
    /// <exception cref="MergeException">A parameter outside its range.</exception>
    [KnownAs(
        "breadcrumbs", "Output = Base + Breadcrumbs(a - Base, density: 0.6) + Breadcrumbs(b - Base, density: 0.6);",
        Mergekit = "breadcrumbs", Difference = "fixed: `gamma: 0` keeps the largest instead of nothing", Paper = BreadcrumbsPaper)]
    [KnownAs(
        "breadcrumbs-TIES", "Output = Base + Ties([Breadcrumbs(a - Base, density: 0.6), Breadcrumbs(b - Base, density: 0.6)], normalize: false);",
        Mergekit = "breadcrumbs_ties", Difference = "fixed: `gamma: 0` keeps the largest instead of nothing", Paper = BreadcrumbsPaper + "; " + TiesPaper)]
    public static TaskVector Breadcrumbs(TaskVector vector, Param density, Param? gamma = null, bool rescale = false)
    {
        var (share, outliers) = (Setting.Of<Breadcrumbs>(nameof(density), density), Setting.Of<Breadcrumbs>(nameof(gamma), gamma));
        return new TaskVector(VectorMethodNode.Create(
            "Breadcrumbs", Nodes([vector]), [share, outliers], method: call => new Breadcrumbs(call[share], call[outliers], rescale)));
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
        var count = context.ElementCount;
        var top = ElementShare.Floor(Gamma, count);
        var bottom = count - ElementShare.Floor(Density, count) - top;
        if (bottom < 0)
            (top, bottom) = (top + bottom, 0);
        return new Operation(count - bottom, top, Rescale, context);
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
