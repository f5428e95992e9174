namespace MergeSdk.Engine.Methods;

/// <summary>
/// The task vector of Model Stock (Jang et al. 2024): t · mean(δᵢ), with cosᵢⱼ the cosine of δᵢ and δⱼ (0 if one is zero), c their mean over pairs,
/// N the number of donors and t = N·c/(1+(N−1)·c). Unlike mergekit there is no floor under the norms' product, which shrinks small updates.
/// </summary>
/// <param name="Terms">δᵢ, at least two.</param>
/// <param name="FilterWise">Whether each vector along the last axis has a t of its own.</param>
public sealed record ModelStock(IReadOnlyList<Expression> Terms, bool FilterWise) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => Terms;

    /// <inheritdoc/>
    public override bool WorksByRows => FilterWise;

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) => $"ModelStock([{string.Join(", ", operands)}]{(FilterWise ? ", filterWise: true" : "")})";

    internal override TileOperation CreateOperation(OperationContext context) => new GramOperation(Terms.Count, context, FilterWise, Coefficients);

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
