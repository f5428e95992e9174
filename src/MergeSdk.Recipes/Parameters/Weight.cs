namespace MergeSdk.Recipes;

/// <summary>The factor of a term: a number times parameters.</summary>
sealed record Weight(double Number, IReadOnlyList<Setting> Factors)
{
    public static Weight One { get; } = new(1, []);

    public Weight Negated => this with { Number = -Number };

    public Weight Times(Setting factor) => this with { Factors = [.. Factors, factor] };

    public double At(TensorContext tensor)
    {
        var product = Number;
        foreach (var factor in Factors)
            product *= factor.At(tensor);
        return product;
    }
}
