namespace MergeSdk.Recipes;

/// <summary>
/// A model or task vector and its weight. Written as a tuple, <c>(code, 0.7)</c> or <c>(code, Gradient(0, 1))</c>, or without a weight, which is then 1.
/// </summary>
/// <typeparam name="T"><see cref="Model"/> or <see cref="TaskVector"/>.</typeparam>
/// <param name="Value">The model or task vector.</param>
/// <param name="Weight">Its weight, finite; negative weights are allowed.</param>
public readonly record struct Weighted<T>(T Value, Param Weight)
    where T : class
{
    /// <summary>Weight 1.</summary>
    public static implicit operator Weighted<T>(T value) => new(value, 1);

    /// <summary>A fixed weight.</summary>
    public static implicit operator Weighted<T>((T Value, double Weight) pair) => new(pair.Value, pair.Weight);

    /// <summary>A weight that depends on the tensor.</summary>
    public static implicit operator Weighted<T>((T Value, Param Weight) pair) => new(pair.Value, pair.Weight);
}
