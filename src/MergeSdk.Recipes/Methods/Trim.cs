using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic.Selection;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>
    /// Keeps the ⌊density·n⌋ elements of largest magnitude of each tensor, or of all together, among equals the first, and sets the others to zero (TIES, step 1).
    /// </summary>
    /// <param name="vector">A task vector.</param>
    /// <param name="density">The share of elements to keep, 0 to 1.</param>
    /// <param name="rescale">Whether to multiply by Σ|δ| / Σ|δ̂| afterwards, which restores the sum of magnitudes.</param>
    /// <param name="scope"><c>Model</c> for the largest of all tensors together, with one density for them all.</param>
    /// <exception cref="MergeException">A density outside its range, or differing densities where the scope is the model.</exception>
    [KnownAs(
        "trim, the first step of TIES", "Output = Base + Trim(a - Base, density: 0.2);",
        Difference = "an operator of its own; more: `scope: Model`", Paper = TiesPaper)]
    public static TaskVector Trim(TaskVector vector, Param density, bool rescale = false, TrimScope scope = TrimScope.Tensor)
    {
        var operand = TaskVector.Present(vector).Node;
        var share = Setting.Of<Trim>(nameof(density), density);
        var together = TrimTogether.For(scope, operand);
        return new TaskVector(VectorMethodNode.Create(
            $"Trim({operand.Label})", [operand], [share], call => Trimmed(call, 0, call[share], rescale, together)));
    }

    /// <summary>Null if the vector is zero or nothing of it is kept, the vector itself if everything is.</summary>
    /// <param name="call">The call.</param>
    /// <param name="operand">Which task vector.</param>
    /// <param name="density">The share to keep.</param>
    /// <param name="rescale">Whether to restore the sum of magnitudes.</param>
    /// <param name="together">The tensors that share one threshold; null if each has its own.</param>
    static Node? Trimmed(TensorCall call, int operand, double density, bool rescale, TrimTogether? together)
    {
        var elements = call.Tensor.Shape.ElementCount;
        if (call.Operand(operand) is not { } vector || elements == 0)
            return call.Operand(operand);
        if (together is not null)
        {
            var number = call.Resolution.TrimGroup(together, density, call.Tensor.Name);
            return density >= 1 ? vector : call.Add(new Trim(density, rescale, number), vector);
        }
        if (density >= 1)
            return vector;
        // ⌊density·n⌋ is surely 0 here; nearer to 1 than this, the exact rule decides.
        if (density * elements < 1 - 1e-6)
        {
            call.Resolution.Emptied.Add((call.Tensor.Name, density));
            return null;
        }
        return call.Add(new Trim(density, rescale), vector);
    }
}

/// <summary>
/// Keeps the k elements of largest magnitude of a task vector and sets the others to zero; among equals the lowest index first.
/// k = ⌊density·n⌋ over the tensor, or over all tensors of a group in the plan's order; density ≥ 1 keeps all (Yadav et al. 2023, "TIES-Merging", step 1, which
/// trims over the whole model).
/// </summary>
/// <param name="Density">The share of elements to keep, 0 to 1.</param>
/// <param name="Rescale">Whether to multiply by Σ|δ| / Σ|δ̂| afterwards over the tensor, which restores the sum of magnitudes (skipped if either is below 1e-7).</param>
/// <param name="Group">The number of the group of tensors that share one threshold. Null: each tensor has its own.</param>
[Method("trim")]
sealed record Trim([Range(ParameterRange.Share)] double Density = 1, bool Rescale = false, int? Group = null) : Method, IGroupThreshold
{
    public long Keep(long elements) => ElementShare.Floor(Density, elements);

    public override TileOperation CreateOperation(OperationContext context) => new Operation(
        Group is { } group ? new MagnitudeThreshold(context.ThresholdOf(group), context) : new MagnitudeThreshold(Keep(context.ElementCount), context), Rescale, context);

    public override string Text(IReadOnlyList<string> operands) =>
        $"Trim({operands[0]}, density: {Number(Density)}{(Rescale ? ", rescale: true" : "")}{(Group is { } group ? $", scope: Model {group}" : "")})";

    sealed class Operation(MagnitudeThreshold threshold, bool rescale, OperationContext context) : TileOperation
    {
        readonly Rescaling? _rescaling = rescale ? new Rescaling(context.TileCount) : null;

        public override IEnumerable<Pass> Passes() => threshold.Passes((in Tile tile) => tile[0]).Concat(_rescaling?.Passes(Keep) ?? []);

        public override void Evaluate(in Tile tile, Span<float> result)
        {
            threshold.Keep(tile, tile[0], result);
            if (_rescaling is { Factor: not 1 })
                Kernels.Scale(result, _rescaling.Factor, result);
        }

        public override void Release()
        {
            threshold.Release();
            _rescaling?.Release();
        }

        ReadOnlySpan<float> Keep(in Tile tile)
        {
            var kept = tile.Scratch(0);
            threshold.Keep(tile, tile[0], kept);
            return kept;
        }
    }
}
