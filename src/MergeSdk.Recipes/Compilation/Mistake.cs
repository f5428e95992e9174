using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RoslynDiagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace MergeSdk.Recipes;

/// <summary>What the compiler complains of, and where in the recipe that is.</summary>
/// <param name="Id">The compiler's code.</param>
/// <param name="Message">The compiler's message.</param>
/// <param name="Node">The smallest piece of the recipe that it is about.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Code">What the compiler knows of that file.</param>
/// <param name="Declarations">The project's models.</param>
sealed partial record Mistake(string Id, string Message, SyntaxNode Node, Location Place, SemanticModel Code, RecipeDeclarations Declarations)
{
    const int LongestShown = 80;

    /// <summary>The mistake behind a diagnostic; null for one that has no place.</summary>
    public static Mistake? Of(RoslynDiagnostic diagnostic, string message, Compilation compilation, RecipeDeclarations declarations)
    {
        if (diagnostic.Location.SourceTree is not { } tree)
            return null;
        var node = tree.GetRoot().FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        return new Mistake(diagnostic.Id, message, node, diagnostic.Location, compilation.GetSemanticModel(tree), declarations);
    }

    /// <summary>The variable of the model called base, if the project has one.</summary>
    public string? Base => Declarations.Models.FirstOrDefault(name => name.Equals("base", StringComparison.OrdinalIgnoreCase));

    /// <summary>The types of "cannot convert from 'X' to 'Y'", without the marks of what may be null.</summary>
    public (string From, string To)? Conversion =>
        Converted().Match(Message) is { Success: true } types ? (Short(types.Groups[1].Value), Short(types.Groups[2].Value))
        : Initialized().Match(Message) is { Success: true } list ? ("collection expression", Short(list.Groups[1].Value))
        : null;

    /// <summary>The name of an expression's type, such as <c>Model</c>.</summary>
    public string TypeOf(ExpressionSyntax expression) => Code.GetTypeInfo(expression).Type?.Name ?? "";

    /// <summary>Whether an expression is a number or a <see cref="Param"/>.</summary>
    public bool IsNumber(ExpressionSyntax expression) =>
        Code.GetTypeInfo(expression).Type is { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_Double } or { Name: nameof(Param) };

    /// <summary>A piece of the recipe on one line; <c>…</c> if it is a long one.</summary>
    public static string Shown(SyntaxNode node)
    {
        var text = WhiteSpace().Replace(node.ToString(), " ");
        return text.Length <= LongestShown ? text : "…";
    }

    static string Short(string type) => type.Replace("?", "", StringComparison.Ordinal);

    [GeneratedRegex("(?:convert type|cannot convert from) '(.*)' to '(.*?)'")]
    private static partial Regex Converted();

    [GeneratedRegex("^Cannot initialize type '(.*)' with a collection expression")]
    private static partial Regex Initialized();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
