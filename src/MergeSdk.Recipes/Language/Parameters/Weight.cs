namespace MergeSdk.Recipes;

/// <summary>The factor of a term: a sign times parameters.</summary>
sealed record Weight(double Sign, IReadOnlyList<Setting> Factors)
{
    public static Weight One { get; } = new(1, []);

    public static Weight MinusOne { get; } = new(-1, []);

    public static Weight Of(Setting factor) => new(1, [factor]);

    /// <summary>A number times this weight.</summary>
    public double Times(double number, TensorContext tensor)
    {
        var product = number * Sign;
        foreach (var factor in Factors)
            product *= factor.At(tensor);
        return product;
    }
}
