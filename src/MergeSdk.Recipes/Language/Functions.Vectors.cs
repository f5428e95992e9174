using MergeSdk.Engine.Methods;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>
    /// Merges task vectors by elected sign (Yadav et al. 2023, "TIES-Merging"): each is trimmed to its largest elements, each element's sign is elected
    /// by Σ wᵢ·δᵢ, and only those that agree are added: λ · Σ Mᵢ·wᵢ·δᵢ, divided by Σ Mᵢ·wᵢ if normalized. <c>Base + Ties([(v, 0.6), (w, 0.4)], density: 0.5)</c>.
    /// With <c>Dare(v, …)</c> in place of v it is DARE-TIES.
    /// </summary>
    /// <param name="vectors">At least one task vector with its weight (1 if none is written). A list variable is written <c>[.. list]</c>.</param>
    /// <param name="density">The share of elements to keep of each vector, 0 to 1; all if left out.</param>
    /// <param name="normalize">Whether to divide by the weights that agreed.</param>
    /// <param name="rescale">Whether trimming restores each vector's sum of magnitudes.</param>
    /// <param name="lambda">λ, a factor for the result, finite; 1 if left out.</param>
    /// <param name="scope"><c>Model</c> to trim each vector to the largest of all its tensors together, as the paper does.</param>
    /// <exception cref="MergeException">No vector, a parameter outside its range, or tensors that differ in shape or type.</exception>
    public static TaskVector Ties(
        IEnumerable<Weighted<TaskVector>> vectors, Param? density = null, bool normalize = true, bool rescale = false, Param? lambda = null,
        TrimScope scope = TrimScope.Tensor) =>
        new(TiesNode.Create(
            [.. (vectors ?? []).Select(vector => (TaskVector.Present(vector.Value).Node, new Setting("weight", vector.Weight)))],
            new Setting("density", density ?? 1, ParameterRange.Share), normalize, rescale, new Setting("lambda", lambda ?? 1), scope));

    /// <summary>
    /// Keeps the ⌊density·n⌋ elements of largest magnitude of each tensor, or of all together, among equals the first, and sets the others to zero (TIES, step 1).
    /// </summary>
    /// <param name="vector">A task vector.</param>
    /// <param name="density">The share of elements to keep, 0 to 1.</param>
    /// <param name="rescale">Whether to multiply by Σ|δ| / Σ|δ̂| afterwards, which restores the sum of magnitudes.</param>
    /// <param name="scope"><c>Model</c> for the largest of all tensors together, with one density for them all.</param>
    /// <exception cref="MergeException">A density outside its range, or differing densities where the scope is the model.</exception>
    public static TaskVector Trim(TaskVector vector, Param density, bool rescale = false, TrimScope scope = TrimScope.Tensor)
    {
        var operand = TaskVector.Present(vector).Node;
        return new(new TrimNode(operand, new Setting("density", density, ParameterRange.Share), rescale, TrimTogether.For(scope, operand)));
    }

    /// <summary>
    /// Keeps each element with probability density and drops the others at random (Yu et al. 2024, "Language Models are Super Mario").
    /// The draw is the same on every machine: it depends on the seed, the tensor's name and the element's index.
    /// </summary>
    /// <param name="vector">A task vector.</param>
    /// <param name="density">The probability to keep an element, above 0, at most 1.</param>
    /// <param name="seed">The seed of the draw; the recipe's <c>Seed</c> if left out.</param>
    /// <param name="rescale">
    /// How the dropped elements are made up for: <c>DareRescale.Magnitude</c> × Σ|δ| / Σ|δ̂|, as mergekit does, <c>DareRescale.Density</c> × 1/density,
    /// as the paper does, <c>DareRescale.None</c> not at all.
    /// </param>
    /// <exception cref="MergeException">A density outside its range.</exception>
    public static TaskVector Dare(TaskVector vector, Param density, long? seed = null, DareRescale rescale = DareRescale.Magnitude) =>
        new(new DareNode(TaskVector.Present(vector).Node, new Setting("density", density, ParameterRange.Probability), seed, rescale));
}
