using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeSdk.Recipes;

/// <summary>What is no C#, or other C# than was meant: missing commas and semicolons, and the spelling of other languages.</summary>
static class SyntaxHints
{
    public static string? Of(Mistake mistake) => mistake.Id switch
    {
        "CS0149" when mistake.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call => Called(call),
        "CS1073" => $"; a comma is missing before {mistake.Node.SyntaxTree.GetText().ToString(mistake.Place.SourceSpan)}",
        "CS1002" when IsDecimalComma(mistake) => "; numbers have a point: 0.5",
        "CS1002" => "; a statement ends with a semicolon",
        "CS1003" when IsAt(':', mistake) && mistake.Node.FirstAncestorOrSelf<BracketedArgumentListSyntax>() is not null => "; a range has two points: [4..8]",
        "CS1525" when mistake.Node.FindToken(mistake.Place.SourceSpan.Start).GetPreviousToken().IsKind(SyntaxKind.PercentToken) => "; 50 % is 0.5",
        "CS1012" => "; texts have double quotes, names of models have none",
        "CS1024" => "; a comment begins with //",
        "CS0201" => Statement(mistake),
        _ => null,
    };

    /// <summary>Parentheses behind something that is no function: between two elements a comma is missing, between a number and what it multiplies the sign.</summary>
    static string? Called(InvocationExpressionSyntax call) =>
        call.Expression is TupleExpressionSyntax
            ? $"; a comma is missing between {Mistake.Shown(call.Expression)} and {Mistake.Shown(call.ArgumentList)}"
        : call.Expression is LiteralExpressionSyntax or ParenthesizedExpressionSyntax
            ? $"; a product has a *: {Mistake.Shown(call.Expression)} * {Mistake.Shown(call.ArgumentList)}"
        : null;

    static bool IsDecimalComma(Mistake mistake)
    {
        var text = mistake.Node.SyntaxTree.GetText();
        var end = mistake.Place.SourceSpan.Start;
        return IsAt(',', mistake) && end > 0 && end + 1 < text.Length && char.IsAsciiDigit(text[end - 1]) && char.IsAsciiDigit(text[end + 1]);
    }

    static bool IsAt(char character, Mistake mistake)
    {
        var text = mistake.Node.SyntaxTree.GetText();
        return mistake.Place.SourceSpan.Start < text.Length && text[mistake.Place.SourceSpan.Start] == character;
    }

    static string? Statement(Mistake mistake) => mistake.Node switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } comparison =>
            $"; one = assigns: {Mistake.Shown(comparison.Left)} = {Mistake.Shown(comparison.Right)}",
        ExpressionSyntax expression when mistake.TypeOf(expression) == nameof(Model) => $"; assign the model: Output = {Mistake.Shown(expression)}",
        _ => null,
    };
}
