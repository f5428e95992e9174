using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>The Karcher mean: the point on the sphere with the least sum of squared angles to the models, with their mean norm (mergekit's karcher).</summary>
    /// <param name="models">At least one model with its weight (1 if none is written); the first gives element types, configuration and tokenizer.</param>
    /// <param name="maxIter">Most iterations, 0 or more.</param>
    /// <param name="tol">Above 0: shorter steps end the iteration, smaller norms count as zero.</param>
    /// <exception cref="MergeException">No model, a parameter outside its range, weights that add up to 0, or tensors that differ in shape or type.</exception>
    [KnownAs("Karcher mean", "Output = Karcher([a, b]);", Mergekit = "karcher", Difference = "more: weights are honored", Paper = "Karcher 1977")]
    public static Model Karcher([Mergekit(null)] IEnumerable<Weighted<Model>> models, int maxIter = 10, double tol = 1e-5)
    {
        Weighted<Model>[] terms = [.. models ?? []];
        var weights = Weights(terms);
        _ = Setting.Of<Karcher>(nameof(maxIter), maxIter);
        _ = Setting.Of<Karcher>(nameof(tol), tol);
        var position = RecipeErrors.Here();
        return new Model(ModelMethodNode.Create("Karcher", Nodes(terms.Select(term => term.Value)), weights, call =>
        {
            double[] values = [.. weights.Select(weight => call[weight])];
            _ = RecipeErrors.SumOfWeights("Karcher", values, call.Tensor.Name, position);
            return call.Add(new Karcher([.. values], maxIter, tol), call.OperandsOrFirst());
        }));
    }
}

/// <summary>
/// The Karcher (Riemannian) mean on the sphere (Karcher 1977; mergekit's karcher). nᵢ = ‖xᵢ‖, uᵢ = xᵢ/nᵢ over those with nᵢ &gt; tol, aᵢ their weights normalized.
/// From the normalized mean u = Σ aᵢ·uᵢ (the first if that is shorter than tol), repeat: T = Σ aᵢ·(θᵢ/sin θᵢ)·(uᵢ − cᵢ·u), cᵢ = ⟨u,uᵢ⟩, θᵢ = arccos cᵢ,
/// skipping θᵢ &lt; tol; stop if ‖T‖ &lt; tol; u ← cos‖T‖·u + sin‖T‖·T/‖T‖, normalized. The result is u · Σ aᵢ·nᵢ. All of it happens in the span of the tensors, by
/// their Gram matrix, so any number of iterations reads them once.
/// </summary>
/// <param name="Weights">Weights, finite, one for each term (beyond mergekit, which takes them as equal).</param>
/// <param name="MaxIter">Most iterations, 0 or more.</param>
/// <param name="Tol">tol, above 0.</param>
[Method("karcher")]
sealed record Karcher(Numbers Weights, [Range(ParameterRange.NotNegative)] int MaxIter = 10, [Range(ParameterRange.Positive)] double Tol = 1e-5) : Method
{
    public override string Text(IReadOnlyList<string> operands) =>
        $"Karcher({Weighted(operands, Weights)}, maxIter: {MaxIter}, tol: {Number(Tol)})";

    public override TileOperation CreateOperation(OperationContext context) => new GramOperation(context, byRow: false, (gram, coefficients) => Coefficients(gram).CopyTo(coefficients));

    double[] Coefficients(GramMatrix gram)
    {
        var valid = Enumerable.Range(0, gram.Count).Where(i => gram.Norm(i) > Tol).ToArray();
        if (valid.Length == 0)
            return new double[gram.Count];
        var validWeight = valid.Sum(i => Weights[i]);

        // u, and every step, as coefficients of the unit vectors.
        var mean = new double[gram.Count];
        foreach (var i in valid)
            mean[i] = Weights[i] / validWeight;
        if (Length(gram, mean) < Tol)
        {
            Array.Clear(mean);
            mean[valid[0]] = 1;
        }
        Normalize(gram, mean);

        var step = new double[gram.Count];
        for (var iteration = 0; iteration < MaxIter; iteration++)
        {
            Array.Clear(step);
            foreach (var i in valid)
            {
                var cosine = Math.Clamp(valid.Sum(j => mean[j] * gram.Cosine(i, j)), -1, 1);
                var theta = Math.Acos(cosine);
                if (theta < Tol)
                    continue;
                var factor = Weights[i] / validWeight * theta / Math.Sin(theta);
                step[i] += factor;
                foreach (var j in valid)
                    step[j] -= factor * cosine * mean[j];
            }
            var length = Length(gram, step);
            if (length < Tol)
                break;
            foreach (var i in valid)
                mean[i] = (Math.Cos(length) * mean[i]) + (Math.Sin(length) / length * step[i]);
            Normalize(gram, mean);
        }

        var total = Weights.Sum();
        var norm = valid.Sum(i => Weights[i] / total * gram.Norm(i));
        foreach (var i in valid)
            mean[i] *= norm / gram.Norm(i);
        return mean;
    }

    /// <summary>‖Σ cᵢ·uᵢ‖.</summary>
    static double Length(GramMatrix gram, double[] coefficients) =>
        gram.NormOf([.. coefficients.Select((coefficient, i) => coefficient == 0 ? 0 : coefficient / gram.Norm(i))]);

    static void Normalize(GramMatrix gram, double[] coefficients)
    {
        var length = Length(gram, coefficients);
        for (var i = 0; i < coefficients.Length; i++)
            coefficients[i] /= length;
    }
}
