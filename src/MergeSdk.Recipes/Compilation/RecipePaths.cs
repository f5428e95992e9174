namespace MergeSdk.Recipes;

/// <summary>Inside, the compiler names files by their full paths; messages name the recipe as the request does, and its neighbors likewise.</summary>
sealed class RecipePaths(string recipe)
{
    /// <summary>The recipe's full path.</summary>
    public string Recipe { get; } = Path.GetFullPath(recipe);

    /// <summary>A diagnostic as it is shown.</summary>
    public Diagnostic Shown(Diagnostic diagnostic) =>
        diagnostic.Position is { } position ? diagnostic with { Position = position with { File = Shown(position.File) } } : diagnostic;

    string Shown(string file)
    {
        if (file == Recipe)
            return recipe;
        return Path.IsPathFullyQualified(recipe) || !Path.IsPathFullyQualified(file) ? file : Path.GetRelativePath(".", file);
    }
}
