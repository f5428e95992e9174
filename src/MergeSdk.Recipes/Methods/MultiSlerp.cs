using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>
    /// A weighted mean of any number of models on a sphere (mergekit's multislerp). Relative to a base it is the mean of their task vectors.
    /// </summary>
    /// <param name="models">At least one model with its weight (1 if none is written); the first gives element types, configuration and tokenizer.</param>
    /// <param name="normalizeWeights">Whether the weights are divided by their sum, which must then not be 0.</param>
    /// <param name="eps">Above 0: keeps divisions by tiny norms finite.</param>
    /// <param name="relativeTo">A base whose task vectors are averaged, and applied to it.</param>
    /// <exception cref="MergeException">No model, a parameter outside its range, or tensors that differ in shape or type.</exception>
    [KnownAs("MultiSLERP", "Output = MultiSlerp([(a, 0.6), (b, 0.4)]);", Mergekit = "multislerp")]
    public static Model MultiSlerp(IEnumerable<Weighted<Model>> models, bool normalizeWeights = true, double eps = 1e-8, Model? relativeTo = null)
    {
        Weighted<Model>[] terms = [.. models ?? []];
        var weights = Weights(terms);
        _ = Setting.Of<MultiSlerp>(nameof(eps), eps);
        var position = RecipeErrors.Here();
        return relativeTo is null
            ? new Model(ModelMethodNode.Create(
                "MultiSlerp", Nodes(terms.Select(term => term.Value)), weights, call => call.Add(Mean(call), call.OperandsOrFirst())))
            : relativeTo + new TaskVector(VectorMethodNode.Create(
                "MultiSlerp", Nodes(terms.Select(term => term.Value - relativeTo)), weights, method: Mean));

        MultiSlerp Mean(TensorCall call)
        {
            double[] values = [.. weights.Select(weight => call[weight])];
            if (normalizeWeights)
                _ = RecipeErrors.SumOfWeights("MultiSlerp", values, call.Tensor.Name, position);
            return new MultiSlerp([.. values], normalizeWeights, eps);
        }
    }
}

/// <summary>
/// Barycentric interpolation on a sphere of any number of tensors (mergekit's multislerp). uᵢ = vᵢ/(‖vᵢ‖+ε), m = Σ wᵢ·uᵢ; the result is m/‖m‖ · Σ wᵢ·‖vᵢ‖.
/// Where ‖m‖ &lt; ε, two tensors are combined linearly and more are an error. The reference's tangent step is identically zero and left out.
/// </summary>
/// <param name="Weights">wᵢ, finite, one for each term.</param>
/// <param name="NormalizeWeights">Whether the weights are divided by their sum first.</param>
/// <param name="Eps">ε, above 0.</param>
[Method("multiSlerp")]
sealed record MultiSlerp(Numbers Weights, bool NormalizeWeights = true, [Range(ParameterRange.Positive)] double Eps = 1e-8) : Method
{
    public override string Text(IReadOnlyList<string> operands) =>
        $"MultiSlerp({Weighted(operands, Weights)}{(NormalizeWeights ? "" : ", normalizeWeights: false")}{(Eps == 1e-8 ? "" : $", eps: {Number(Eps)}")})";

    public override TileOperation CreateOperation(OperationContext context) => new GramOperation(context, byRow: false, (gram, coefficients) => Coefficients(gram, context).CopyTo(coefficients));

    double[] Coefficients(GramMatrix gram, OperationContext context)
    {
        var total = NormalizeWeights ? Weights.Sum() : 1;
        double[] weights = [.. Weights.Select(weight => weight / total)];
        double[] mean = [.. weights.Select((weight, i) => weight / (gram.Norm(i) + Eps))];
        var length = gram.NormOf(mean);
        if (length < Eps)
        {
            return weights.Length <= 2 ? weights : throw new MergeException(
                DiagnosticCodes.MethodUndefined, $"MultiSlerp: the directions cancel out in the tensor {context.Tensor}, so there is no mean of them. Change the weights, or use Linear for it.");
        }
        var scale = weights.Select((weight, i) => weight * gram.Norm(i)).Sum() / length;
        return [.. mean.Select(coefficient => coefficient * scale)];
    }
}
