namespace MergeSdk.Recipes;

/// <summary>A call that the recipe made.</summary>
/// <param name="Statement">Where the statement begins that it is part of.</param>
/// <param name="Called">What was called; null if that is not known.</param>
sealed record CallSite(SourcePosition Statement, string? Called)
{
    /// <summary>Where the call is, or a number that it was given, as near as can be told. Reads the recipe, so for errors only.</summary>
    public SourcePosition Position(double? number = null) => Called is null ? Statement : CallPosition.Find(Statement, Called, number);
}
