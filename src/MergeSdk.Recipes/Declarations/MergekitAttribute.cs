namespace MergeSdk.Recipes;

/// <summary>What mergekit calls a parameter, where that is not the parameter's name in snake case.</summary>
/// <param name="name">mergekit's name; null if it has no such parameter.</param>
[AttributeUsage(AttributeTargets.Parameter)]
sealed class MergekitAttribute(string? name) : Attribute
{
    public string? Name => name;
}
