using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>
    /// The mean of task vectors, shortened by how much they disagree (Jang et al. 2024, "Model Stock"): t · mean(δᵢ), t = N·c/(1+(N−1)·c) with c the mean cosine of pairs.
    /// </summary>
    /// <param name="vectors">At least two task vectors.</param>
    /// <param name="filterWise">Whether each vector along the last axis of a tensor has a t of its own.</param>
    /// <exception cref="MergeException">Fewer than two vectors, or tensors that differ in shape or type.</exception>
    [KnownAs(
        "Model Stock", "Output = Base + ModelStock([a - Base, b - Base]);",
        Mergekit = "model_stock", Difference = "fixed: small updates are not shrunk", Paper = "Jang et al. 2024, arXiv:2403.19522")]
    public static TaskVector ModelStock(IEnumerable<TaskVector> vectors, bool filterWise = false) =>
        new(VectorMethodNode.Create("ModelStock", Nodes(vectors), [], method: _ => new ModelStock(filterWise), atLeast: 2));
}

/// <summary>
/// The task vector of Model Stock (Jang et al. 2024): t · mean(δᵢ), with cosᵢⱼ the cosine of δᵢ and δⱼ (0 if one is zero), c their mean over pairs,
/// N the number of donors and t = N·c/(1+(N−1)·c). Unlike mergekit there is no floor under the norms' product, which shrinks small updates.
/// </summary>
/// <param name="FilterWise">Whether each vector along the last axis has a t of its own.</param>
[Method("modelStock")]
sealed record ModelStock(bool FilterWise = false) : Method
{
    public override bool WorksByRows => FilterWise;

    public override string Text(IReadOnlyList<string> operands) => $"ModelStock([{string.Join(", ", operands)}]{(FilterWise ? ", filterWise: true" : "")})";

    public override TileOperation CreateOperation(OperationContext context) => new GramOperation(context, FilterWise, Coefficients);

    static void Coefficients(GramMatrix gram, Span<double> coefficients)
    {
        var count = gram.Count;
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            for (var j = i + 1; j < count; j++)
                sum += gram.Cosine(i, j);
        }
        var cosine = sum / (count * (count - 1) / 2);
        var divisor = 1 + ((count - 1) * cosine);
        // The divisor is 0 only where the task vectors' directions cancel out, and then so does their mean.
        var t = divisor < 1e-12 ? 0 : count * cosine / divisor;
        coefficients.Fill(t / count);
    }
}
