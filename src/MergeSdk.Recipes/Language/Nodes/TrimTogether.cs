namespace MergeSdk.Recipes;

/// <summary>The tensors that one call trims by one threshold.</summary>
/// <param name="label">What messages call the trimmed vector.</param>
/// <param name="call">Where the recipe calls for it.</param>
sealed class TrimTogether(string label, SourcePosition? call)
{
    public string Label => label;

    public SourcePosition? Call => call;

    /// <summary>What a vector's tensors are trimmed together by; null if each has a threshold of its own.</summary>
    public static TrimTogether? For(TrimScope scope, VectorNode vector) => scope == TrimScope.Model ? new TrimTogether($"Trim({vector.Label})", RecipeErrors.Here()) : null;
}
