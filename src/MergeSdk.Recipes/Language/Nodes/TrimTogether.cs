namespace MergeSdk.Recipes;

/// <summary>The tensors that one call selects from by one threshold.</summary>
/// <param name="label">What messages call the call.</param>
/// <param name="parameter">The parameter that decides the threshold.</param>
/// <param name="call">Where the recipe calls for it.</param>
sealed class TrimTogether(string label, string parameter, SourcePosition? call)
{
    public string Label => label;

    public string Parameter => parameter;

    public SourcePosition? Call => call;

    /// <summary>What a vector's tensors are trimmed together by; null if each has a threshold of its own.</summary>
    public static TrimTogether? For(TrimScope scope, VectorNode vector) => For(scope, $"Trim({vector.Label})", "density");

    /// <summary>What the tensors of a call are selected together by; null if each has a threshold of its own.</summary>
    public static TrimTogether? For(TrimScope scope, string label, string parameter) =>
        scope == TrimScope.Model ? new TrimTogether(label, parameter, RecipeErrors.Here()) : null;
}
