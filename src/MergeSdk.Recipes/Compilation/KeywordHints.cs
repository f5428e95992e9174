using MergeSdk.Graph;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MergeSdk.Recipes;

/// <summary>A model whose folder is called as a keyword of C# has its name with a capital letter.</summary>
static class KeywordHints
{
    public static string? Of(Mistake mistake)
    {
        // What does not parse is told at the keyword, or at what comes behind it.
        var token = mistake.Node.FindToken(mistake.Place.SourceSpan.Start);
        return Capitalized(token) ?? Capitalized(token.GetPreviousToken());

        string? Capitalized(SyntaxToken word) =>
            SyntaxFacts.IsKeywordKind(word.Kind()) && ModelNames.CapitalizeKeyword(word.Text) is var name && mistake.Declarations.Models.Contains(name)
                ? $"; {word.Text} is a keyword of C#, so the model is called {name}"
                : null;
    }
}
