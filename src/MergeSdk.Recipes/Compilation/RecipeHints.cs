using Microsoft.CodeAnalysis.Text;

namespace MergeSdk.Recipes;

/// <summary>What to write instead.</summary>
/// <param name="Text">What is added to the compiler's message.</param>
/// <param name="Covers">The piece of the recipe that it writes anew, other complaints of which are out of date; empty: none.</param>
readonly record struct Hint(string Text, TextSpan Covers = default);

/// <summary>A remedy for every mistake of which the recipe language knows one.</summary>
static class RecipeHints
{
    /// <summary>The remedy; null if none is known.</summary>
    public static Hint? Of(Mistake mistake) => CallHints.Of(mistake) ?? (Text(mistake) is { } text ? new Hint(text) : null);

    static string? Text(Mistake mistake) => KeywordHints.Of(mistake) ?? ConversionHints.Of(mistake) ?? NameHints.Of(mistake) ?? SyntaxHints.Of(mistake);
}
