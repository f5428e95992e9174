namespace MergeSdk.Recipes;

/// <summary>
/// How people know what a recipe function does, alone or together with others: a row of <c>docs/methods.md</c>, and a name that the import of mergekit's
/// configurations takes. Read only for these two.
/// </summary>
/// <param name="title">Its name in papers, such as <c>TIES</c>.</param>
/// <param name="recipe">A recipe that uses it, of the models Base, a and b.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
sealed class KnownAsAttribute(string title, string recipe) : Attribute
{
    public string Title => title;

    public string Recipe => recipe;

    /// <summary>mergekit's name of it, a <c>merge_method</c>; null if mergekit has none.</summary>
    public string? Mergekit { get; init; }

    /// <summary>What is different from mergekit; null if nothing is.</summary>
    public string? Difference { get; init; }

    /// <summary>Authors, year and <c>arXiv:</c> or <c>doi:</c> number; several papers are divided by semicolons.</summary>
    public string? Paper { get; init; }
}
