using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    const string TiesPaper = "Yadav et al. 2023, arXiv:2306.01708";

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
    [KnownAs(
        "TIES", "Output = Base + Ties([a - Base, b - Base], density: 0.5);",
        Mergekit = "ties", Difference = "more: `scope: Model`, as in the paper", Paper = TiesPaper)]
    public static TaskVector Ties(
        IEnumerable<Weighted<TaskVector>> vectors, [Of<Trim>] Param? density = null, bool normalize = true, bool rescale = false, Param? lambda = null,
        TrimScope scope = TrimScope.Tensor)
    {
        Weighted<TaskVector>[] terms = [.. vectors ?? []];
        var nodes = Nodes(terms.Select(term => term.Value));
        var weights = Weights(terms);
        var share = Setting.Of<Trim>(nameof(density), density);
        var factor = Setting.Of<Ties>(nameof(lambda), lambda);
        TrimTogether?[] together = [.. nodes.Select(node => TrimTogether.For(scope, node))];
        return new TaskVector(VectorMethodNode.Create("Ties", nodes, [.. weights, share, factor], call =>
        {
            var (trimmed, kept) = (new List<Node>(), new List<double>());
            for (var i = 0; i < weights.Length; i++)
            {
                // What is zero everywhere votes for nothing and is divided by nothing, so it may as well not be read.
                if (call[factor] != 0 && call[weights[i]] != 0 && Trimmed(call, i, call[share], rescale, together[i]) is { } vector)
                {
                    trimmed.Add(vector);
                    kept.Add(call[weights[i]]);
                }
            }
            return trimmed.Count == 0 ? null : call.Add(new Ties([.. kept], normalize, call[factor]), [.. trimmed]);
        }));
    }
}

/// <summary>
/// Merges task vectors by elected sign (Yadav et al. 2023, "TIES-Merging", steps 2 and 3; step 1 is <see cref="Trim"/>). With Dᵢ = wᵢ·δᵢ: S = +1 where
/// Σ Dᵢ ≥ 0, else −1; Mᵢ = [sign(Dᵢ) = S], zeros never match; result λ · Σ Mᵢ·Dᵢ, divided by Σ Mᵢ·wᵢ (1 where that is 0) if normalised.
/// </summary>
/// <param name="Weights">wᵢ, finite, one for each operand.</param>
/// <param name="Normalize">Whether to divide by the weights that agreed.</param>
/// <param name="Lambda">λ, finite.</param>
[Method("ties")]
sealed record Ties(Numbers Weights, bool Normalize = true, double Lambda = 1) : Method
{
    public override TileOperation CreateOperation(OperationContext context) =>
        new Operation([.. Weights.Select(weight => (float)weight)], Normalize, (float)Lambda);

    public override string Text(IReadOnlyList<string> operands) =>
        $"Ties({Weighted(operands, Weights)}, normalize: {(Normalize ? "true" : "false")}, lambda: {Number(Lambda)})";

    sealed class Operation(float[] weights, bool normalize, float lambda) : TileOperation
    {
        public override void Evaluate(in Tile tile, Span<float> result)
        {
            var sum = tile.Scratch(0);
            var agreedWeight = tile.Scratch(1);
            Kernels.Scale(tile[0], weights[0], sum);
            for (var i = 1; i < weights.Length; i++)
                Kernels.AddScaled(tile[i], weights[i], sum);

            result.Clear();
            agreedWeight.Clear();
            for (var i = 0; i < weights.Length; i++)
            {
                Kernels.AddAgreeingProduct(tile[i], weights[i], sum, result);
                if (normalize)
                    Kernels.AddWeightOfAgreeingProduct(tile[i], weights[i], sum, agreedWeight);
            }
            if (normalize)
                Kernels.DivideWhereNonzero(result, agreedWeight, result);
            if (lambda != 1)
                Kernels.Scale(result, lambda, result);
        }
    }
}
