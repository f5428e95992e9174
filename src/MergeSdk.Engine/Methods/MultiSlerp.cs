namespace MergeSdk.Engine.Methods;

/// <summary>
/// Barycentric interpolation on a sphere of any number of tensors (mergekit's multislerp). uᵢ = vᵢ/(‖vᵢ‖+ε), m = Σ wᵢ·uᵢ; the result is m/‖m‖ · Σ wᵢ·‖vᵢ‖.
/// Where ‖m‖ &lt; ε, two tensors are combined linearly and more are an error. The reference's tangent step is identically zero and left out.
/// </summary>
/// <param name="Terms">vᵢ.</param>
/// <param name="Weights">wᵢ, finite, one for each term.</param>
/// <param name="NormalizeWeights">Whether the weights are divided by their sum first.</param>
/// <param name="Eps">ε, above 0.</param>
public sealed record MultiSlerp(IReadOnlyList<Expression> Terms, IReadOnlyList<double> Weights, bool NormalizeWeights, double Eps) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => Terms;

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) =>
        $"MultiSlerp({Weighted(operands, Weights)}{(NormalizeWeights ? "" : ", normalizeWeights: false")}{(Eps == 1e-8 ? "" : $", eps: {Number(Eps)}")})";

    internal override TileOperation CreateOperation(OperationContext context) => new GramOperation(Terms.Count, context, byRow: false, (gram, coefficients) => Coefficients(gram, context).CopyTo(coefficients));

    double[] Coefficients(GramMatrix gram, OperationContext context)
    {
        var total = NormalizeWeights ? Weights.Sum() : 1;
        double[] weights = [.. Weights.Select(weight => weight / total)];
        double[] mean = [.. weights.Select((weight, i) => weight / (gram.Norm(i) + Eps))];
        var length = gram.NormOf(mean);
        if (length < Eps)
        {
            return weights.Length <= 2 ? weights : throw new MergeException(
                DiagnosticCodes.MethodUndefined, $"MultiSlerp: the directions cancel out in the tensor {context.Tensor.Name}, so there is no mean of them. Change the weights, or use Linear for it.");
        }
        var scale = weights.Select((weight, i) => weight * gram.Norm(i)).Sum() / length;
        return [.. mean.Select(coefficient => coefficient * scale)];
    }
}
