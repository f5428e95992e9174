using MergeSdk.Engine.Methods;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>
    /// Spherical interpolation of two models by weights (mergekit's nuslerp): t = w₂/(w₁+w₂). Relative to a base it interpolates their task vectors.
    /// </summary>
    /// <param name="a">The first model with its weight (1 if none is written); gives element types, configuration and tokenizer.</param>
    /// <param name="b">The second model with its weight.</param>
    /// <param name="flatten">Whether a tensor is one vector; otherwise each of its rows or columns is.</param>
    /// <param name="rowWise">Without <paramref name="flatten"/>: whether the vectors run along the first axis instead of the last.</param>
    /// <param name="relativeTo">A base whose task vectors are interpolated, and applied to it.</param>
    /// <exception cref="MergeException">A weight that is not finite, or tensors that differ in shape or type.</exception>
    public static Model NuSlerp(Weighted<Model> a, Weighted<Model> b, bool flatten = true, bool rowWise = false, Model? relativeTo = null)
    {
        var axis = flatten ? VectorAxis.Whole : rowWise ? VectorAxis.First : VectorAxis.Last;
        Setting[] weights = [new("weight", a.Weight), new("weight", b.Weight)];
        return relativeTo is null
            ? ModelMethodNode.Create("NuSlerp", [a.Value, b.Value], weights, (operands, values, _, _) => Between(operands, values))
            : relativeTo + VectorMethodNode.Create(
                "NuSlerp", [a.Value - relativeTo, b.Value - relativeTo], weights, (operands, values, _, _) => Between(operands, values));

        NuSlerp Between(IReadOnlyList<Engine.Expression> operands, double[] values) => new(operands[0], operands[1], Engine.Methods.NuSlerp.Position(values[0], values[1]), axis);
    }

    /// <summary>
    /// A weighted mean of any number of models on a sphere (mergekit's multislerp). Relative to a base it is the mean of their task vectors.
    /// </summary>
    /// <param name="models">At least one model with its weight (1 if none is written); the first gives element types, configuration and tokenizer.</param>
    /// <param name="normalizeWeights">Whether the weights are divided by their sum, which must then not be 0.</param>
    /// <param name="eps">Above 0: keeps divisions by tiny norms finite.</param>
    /// <param name="relativeTo">A base whose task vectors are averaged, and applied to it.</param>
    /// <exception cref="MergeException">No model, a parameter outside its range, or tensors that differ in shape or type.</exception>
    public static Model MultiSlerp(IEnumerable<Weighted<Model>> models, bool normalizeWeights = true, double eps = 1e-8, Model? relativeTo = null)
    {
        Weighted<Model>[] terms = [.. models ?? []];
        Setting[] weights = [.. terms.Select(term => new Setting("weight", term.Weight))];
        _ = new Setting("eps", eps, ParameterRange.Positive);
        var position = RecipeErrors.Here();
        return relativeTo is null
            ? ModelMethodNode.Create("MultiSlerp", terms.Select(term => term.Value), weights, Mean)
            : relativeTo + VectorMethodNode.Create("MultiSlerp", terms.Select(term => term.Value - relativeTo), weights, Mean);

        MultiSlerp Mean(IReadOnlyList<Engine.Expression> operands, double[] values, Resolution resolution, TensorContext tensor)
        {
            if (normalizeWeights)
                _ = RecipeErrors.SumOfWeights("MultiSlerp", values, tensor, position);
            return new(operands, resolution.Share([.. values]), normalizeWeights, eps);
        }
    }

    /// <summary>The Karcher mean: the point on the sphere with the least sum of squared angles to the models, with their mean norm (mergekit's karcher).</summary>
    /// <param name="models">At least one model with its weight (1 if none is written); the first gives element types, configuration and tokenizer.</param>
    /// <param name="maxIter">Most iterations, 0 or more.</param>
    /// <param name="tol">Above 0: shorter steps end the iteration, smaller norms count as zero.</param>
    /// <exception cref="MergeException">No model, a parameter outside its range, weights that add up to 0, or tensors that differ in shape or type.</exception>
    public static Model Karcher(IEnumerable<Weighted<Model>> models, int maxIter = 10, double tol = 1e-5)
    {
        Weighted<Model>[] terms = [.. models ?? []];
        _ = new Setting("maxIter", maxIter, ParameterRange.NotNegative);
        _ = new Setting("tol", tol, ParameterRange.Positive);
        var position = RecipeErrors.Here();
        return ModelMethodNode.Create(
            "Karcher",
            terms.Select(term => term.Value),
            [.. terms.Select(term => new Setting("weight", term.Weight))],
            (operands, values, resolution, tensor) =>
            {
                _ = RecipeErrors.SumOfWeights("Karcher", values, tensor, position);
                return new Karcher(operands, resolution.Share([.. values]), maxIter, tol);
            });
    }
}
