using MergeSdk.Engine.Methods;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>
    /// A weighted sum of task vectors, λ · Σ wᵢ·δᵢ, divided by Σ wᵢ if normalized: <c>Base + Linear([(v, 0.6), (w, 0.4)])</c>. With <c>Dare(v, …)</c> in place of v
    /// it is DARE-linear.
    /// </summary>
    /// <param name="vectors">At least one task vector with its weight (1 if none is written).</param>
    /// <param name="normalize">Whether to divide by the sum of weights (by 1 if that is below 1e-8).</param>
    /// <param name="lambda">λ, finite; 1 if left out.</param>
    /// <exception cref="MergeException">No vector, a parameter that is not finite, or tensors that differ in shape or type.</exception>
    public static TaskVector Linear(IEnumerable<Weighted<TaskVector>> vectors, bool normalize = false, Param? lambda = null)
    {
        Weighted<TaskVector>[] terms = [.. vectors ?? []];
        return VectorMethodNode.Create(
            "Linear",
            terms.Select(term => term.Value),
            [.. terms.Select(term => new Setting("weight", term.Weight)), new Setting("lambda", lambda ?? 1)],
            (operands, values, resolution, _) =>
            {
                var sum = values[..^1].Sum();
                var scale = values[^1] / (normalize && Math.Abs(sum) >= 1e-8 ? sum : 1);
                var terms = new SumBuilder(resolution);
                for (var i = 0; i < operands.Count; i++)
                    terms.Add(operands[i], values[i] * scale);
                return terms.Build();
            },
            weighted: true);
    }

    /// <summary>Drops the largest and the smallest elements of a task vector (Davari and Belilovsky 2024, "Model Breadcrumbs").</summary>
    /// <param name="vector">A task vector.</param>
    /// <param name="density">The share of elements to keep, 0 to 1.</param>
    /// <param name="gamma">The share of the largest elements to drop, 0 to 1.</param>
    /// <param name="rescale">Whether to multiply by Σ|δ| / Σ|δ̂| afterwards.</param>
    /// <exception cref="MergeException">A parameter outside its range.</exception>
    public static TaskVector Breadcrumbs(TaskVector vector, Param density, Param? gamma = null, bool rescale = false) => VectorMethodNode.Create(
        "Breadcrumbs",
        [vector],
        [new Setting("density", density, ParameterRange.Share), new Setting("gamma", gamma ?? 0.01, ParameterRange.Share)],
        (operands, values, _, _) => new Breadcrumbs(operands[0], values[0], values[1], rescale));

    /// <summary>Keeps elements at random, large ones of each row more often (Deep et al. 2024, "DELLA-Merging").</summary>
    /// <param name="vector">A task vector.</param>
    /// <param name="density">The mean probability to keep an element.</param>
    /// <param name="epsilon">Half the spread of the probabilities; density − epsilon must be above 0 and density + epsilon below 1 (a density of 1 keeps all).</param>
    /// <param name="seed">The seed of the draw; the recipe's <c>Seed</c> if left out.</param>
    /// <param name="rescale">Whether to multiply by Σ|δ| / Σ|δ̂| afterwards.</param>
    /// <exception cref="MergeException">A parameter outside its range.</exception>
    public static TaskVector Della(TaskVector vector, Param density, Param? epsilon = null, long? seed = null, bool rescale = true)
    {
        var position = RecipeErrors.Here();
        return VectorMethodNode.Create(
            "Della",
            [vector],
            [new Setting("density", density, ParameterRange.Probability), new Setting("epsilon", epsilon ?? 0.15, ParameterRange.Share)],
            (operands, values, resolution, tensor) =>
            {
                var (share, spread) = (values[0], values[1]);
                if (share >= 1)
                    return operands[0];
                if (share - spread <= 0 || share + spread >= 1)
                {
                    throw new MergeException(
                        DiagnosticCodes.ParameterOutOfRange,
                        $"Della: density {RecipeErrors.Text(share)} and epsilon {RecipeErrors.Text(spread)} for the tensor {tensor.Name} give probabilities outside of 0 to 1;"
                        + " density - epsilon must be above 0 and density + epsilon below 1",
                        position);
                }
                return new Della(operands[0], share, spread, seed ?? resolution.Seed, rescale);
            });
    }

    /// <summary>Takes over elements that are close to the base's, and the others only by t: a·δ, a = clamp(t/|δ|, 0, 1) (mergekit's nearswap).</summary>
    /// <param name="vector">A task vector.</param>
    /// <param name="t">How far an element may move; finite.</param>
    /// <exception cref="MergeException">A t that is not finite.</exception>
    public static TaskVector NearSwap(TaskVector vector, Param t) =>
        VectorMethodNode.Create("NearSwap", [vector], [new Setting("t", t)], (operands, values, _, _) => new NearSwap(operands[0], values[0]));

    /// <summary>Takes over only the important changes of a donor (mergekit's arcee_fusion).</summary>
    /// <param name="origin">The base; gives element types, configuration and tokenizer.</param>
    /// <param name="donor">The donor.</param>
    /// <exception cref="MergeException">Tensors that differ in shape or type.</exception>
    public static Model ArceeFusion(Model origin, Model donor) =>
        ModelMethodNode.Create("ArceeFusion", [origin, donor], [], (operands, _, _, _) => new ArceeFusion(operands[0], operands[1]));

    /// <summary>A model with every tensor multiplied by a factor (mergekit's passthrough with scale). A factor of 1 copies the stored bits.</summary>
    /// <param name="model">The model.</param>
    /// <param name="scale">The factor, finite; usually chosen by name: <c>ByName(("*.o_proj.*", 0), ("*", 1))</c>.</param>
    /// <exception cref="MergeException">A factor that is not finite.</exception>
    public static Model Passthrough(Model model, Param scale) => ModelMethodNode.Create(
        "Passthrough",
        [model],
        [new Setting("scale", scale)],
        (operands, values, resolution, _) => values[0] == 1 ? operands[0] : new WeightedSum(operands, resolution.Share([values[0]])));
}
