using System.Runtime.CompilerServices;
using MergeSdk.Graph;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>
    /// The mean of models, a uniform soup: Σ xᵢ / n (Wortsman et al. 2022, "Model soups").
    /// </summary>
    /// <param name="models">At least one model; the first gives element types, configuration and tokenizer.</param>
    /// <exception cref="MergeException">No model, or tensors that differ in shape or type.</exception>
    [KnownAs("model soup, mean", "Output = Average(a, b);", Mergekit = "linear", Paper = "Wortsman et al. 2022, arXiv:2203.05482")]
    public static Model Average(params IEnumerable<Model> models) =>
        Linear("Average", [.. (models ?? []).Select(model => new Weighted<Model>(model, 1))], normalize: true);

    /// <summary>
    /// A weighted mean of models: Σ wᵢ·xᵢ / Σ wᵢ, or Σ wᵢ·xᵢ if not normalized. <c>Linear([(code, 0.7), (french, 0.3)])</c>.
    /// </summary>
    /// <param name="models">At least one model with its weight (1 if none is written); the first gives element types, configuration and tokenizer.</param>
    /// <param name="normalize">Whether to divide by the sum of weights, which must then not be 0.</param>
    /// <exception cref="MergeException">No model, a weight that is not finite, or tensors that differ in shape or type.</exception>
    // An empty list is one of models or of task vectors alike; with a priority it becomes an error of ours instead of the compiler's.
    [OverloadResolutionPriority(1)]
    [KnownAs("linear", "Output = Linear([(a, 0.7), (b, 0.3)]);", Mergekit = "linear", Paper = "Wortsman et al. 2022, arXiv:2203.05482")]
    public static Model Linear(IEnumerable<Weighted<Model>> models, bool normalize = true) => Linear("Linear", [.. models ?? []], normalize);

    /// <summary>
    /// A weighted sum of task vectors, λ · Σ wᵢ·δᵢ, divided by Σ wᵢ if normalized: <c>Base + Linear([(v, 0.6), (w, 0.4)])</c>. With <c>Dare(v, …)</c> in place of v
    /// it is DARE-linear.
    /// </summary>
    /// <param name="vectors">At least one task vector with its weight (1 if none is written).</param>
    /// <param name="normalize">Whether to divide by the sum of weights (by 1 if that is below 1e-8).</param>
    /// <param name="lambda">λ, finite; 1 if left out.</param>
    /// <exception cref="MergeException">No vector, a parameter that is not finite, or tensors that differ in shape or type.</exception>
    [KnownAs(
        "task arithmetic with normalize, lambda", "Output = Base + Linear([(a - Base, 0.6), (b - Base, 0.4)], lambda: 0.8);",
        Mergekit = "task_arithmetic", Paper = "Ilharco et al. 2023, arXiv:2212.04089")]
    public static TaskVector Linear(IEnumerable<Weighted<TaskVector>> vectors, bool normalize = false, Param? lambda = null)
    {
        Weighted<TaskVector>[] terms = [.. vectors ?? []];
        var weights = Weights(terms);
        var factor = new Setting(nameof(lambda), lambda ?? 1);
        return new TaskVector(VectorMethodNode.Create("Linear", Nodes(terms.Select(term => term.Value)), [.. weights, factor], call =>
        {
            double[] values = [.. weights.Select(weight => call[weight])];
            var sum = values.Sum();
            var scale = call[factor] / (normalize && Math.Abs(sum) >= 1e-8 ? sum : 1);
            var operands = call.OperandsOrZeros(values);
            return operands.IsEmpty ? null : call.Resolution.Sum(operands, [.. values.Select(value => value * scale)]);
        }));
    }

    static Model Linear(string label, IReadOnlyList<Weighted<Model>> terms, bool normalize)
    {
        var settings = Weights(terms);
        var position = RecipeErrors.Here();
        return new Model(ModelMethodNode.Create(label, Nodes(terms.Select(term => term.Value)), settings, call =>
        {
            double[] weights = [.. settings.Select(setting => call[setting])];
            var scale = normalize ? 1 / RecipeErrors.SumOfWeights(label, weights, call.Tensor.Name, position) : 1;
            var first = call.Operand(0)!;
            var operands = new Node[weights.Length];
            for (var i = 0; i < weights.Length; i++)
            {
                // The first model stands in for one that lacks the tensor.
                operands[i] = (weights[i] == 0 ? null : call.Operand(i)) ?? first;
                if (i > 0 && operands[i] == first && weights[i] != 0 && call.Operand(i) is null)
                    (weights[0], weights[i]) = (weights[0] + weights[i], 0);
            }
            return call.Resolution.Sum(operands, [.. weights.Select(weight => weight * scale)]) ?? call.Add(new Arithmetic.Linear([0]), first);
        }));
    }
}
