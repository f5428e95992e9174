namespace MergeSdk.Recipes;

/// <summary>The factor of a term: a number times parameters.</summary>
sealed record Weight(double Number, IReadOnlyList<Setting> Factors)
{
    public static Weight One { get; } = new(1, []);

    public Weight Negated => this with { Number = -Number };

    /// <summary>The weight times a factor, which is multiplied last.</summary>
    public Weight Times(Setting factor) =>
        factor.Number is { } number && Factors.Count == 0 ? this with { Number = Number * number } : this with { Factors = [.. Factors, factor] };

    public double At(TensorContext tensor)
    {
        var product = Number;
        foreach (var factor in Factors)
            product *= factor.At(tensor);
        return product;
    }
}
