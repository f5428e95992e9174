using MergeSdk.Graph;

namespace MergeSdk.Recipes.Arithmetic.Selection;

/// <summary>Keeps elements from the threshold of a group of tensors on and sets the others to zero.</summary>
/// <param name="lastOfEquals">Whether of those equal to it the last ones are kept.</param>
/// <param name="group">The group's number.</param>
/// <param name="context">The tensor.</param>
sealed class GroupSelection(int group, bool lastOfEquals, OperationContext context) : TileOperation
{
    readonly MagnitudeThreshold _threshold = new(context.ThresholdOf(group), context, lastOfEquals);

    public override IEnumerable<Pass> Passes() => _threshold.Passes((in Tile tile) => tile[0]);

    public override void Evaluate(in Tile tile, Span<float> result) => _threshold.Keep(tile, tile[0], result);

    public override void Release() => _threshold.Release();
}
