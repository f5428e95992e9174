using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using RoslynDiagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace MergeSdk.Recipes;

/// <summary>The C# compiler's diagnostics as ours, sorted by position, with a remedy where the recipe language knows one.</summary>
static partial class CompilerDiagnostics
{
    public static IReadOnlyList<Diagnostic> Of(ImmutableArray<RoslynDiagnostic> found, Script script, RecipeDeclarations declarations)
    {
        var shown = found.Where(diagnostic => diagnostic.Severity is DiagnosticSeverity.Error or DiagnosticSeverity.Warning).ToArray();
        // One sum of points is one mistake, though the compiler sees it at every operator and again at the assignment.
        var points = shown.Where(IsPointArithmetic).ToLookup(Statement);
        return
        [
            .. shown
                .Where(item => !(IsPointArithmetic(item) || item.Id == "CS0029")
                    || points[Statement(item)].MinBy(other => other.Location.SourceSpan) is not { } first || item == first)
                .Select(item => (Item: item, Span: item.Location.GetMappedLineSpan()))
                .OrderBy(item => item.Span.Path, StringComparer.Ordinal).ThenBy(item => item.Span.StartLinePosition)
                .Select(item => new Diagnostic(
                    item.Item.Severity == DiagnosticSeverity.Error ? Severity.Error : Severity.Warning,
                    item.Item.Id,
                    Message(item.Item, declarations),
                    item.Span.IsValid
                        ? new SourcePosition(item.Span.Path, item.Span.StartLinePosition.Line + 1, item.Span.StartLinePosition.Character + 1)
                        : new SourcePosition(script.Options.FilePath))),
        ];
    }

    static bool IsPointArithmetic(RoslynDiagnostic diagnostic) => diagnostic.Id == DiagnosticCodes.PointArithmetic;

    static SyntaxNode? Statement(RoslynDiagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.GetRoot().FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).AncestorsAndSelf()
            .FirstOrDefault(node => node is StatementSyntax or MemberDeclarationSyntax);

    static string Message(RoslynDiagnostic diagnostic, RecipeDeclarations declarations)
    {
        var message = diagnostic.GetMessage(CultureInfo.InvariantCulture).ReplaceLineEndings(" ").Replace("MergeSdk.Recipes.", "", StringComparison.Ordinal);
        return diagnostic.Id switch
        {
            // The compiler's "'Model.operator +(Model, Model)' is obsolete: '…'" would say nothing but what is between the last quotes.
            DiagnosticCodes.PointArithmetic => Obsolete().Replace(message, "$1"),
            "CS0103" => $"{message}. {Known(declarations)}",
            "CS0029" or "CS1503" when VectorToModel().IsMatch(message) => $"{message}; apply the task vector to a model: Base + …",
            "CS1739" when Call().Match(message) is { Success: true } call && Parameters(call.Groups[1].Value) is { Length: > 0 } parameters =>
                $"{message}. Its parameters are {parameters}",
            _ => message,
        };
    }

    static string Known(RecipeDeclarations declarations) =>
        declarations.Models.Count == 0 ? "The project has no models" : $"The project's models are {string.Join(", ", declarations.Models)}";

    static string Parameters(string function) => string.Join(", ", typeof(Methods.Functions).GetMethods()
        .Where(method => method.Name == function)
        .SelectMany(method => method.GetParameters())
        .Select(parameter => parameter.Name)
        .Distinct());

    [GeneratedRegex("^'.*?' is obsolete: '(.*)'$", RegexOptions.Singleline)]
    private static partial Regex Obsolete();

    [GeneratedRegex("'TaskVector' to 'Model'")]
    private static partial Regex VectorToModel();

    [GeneratedRegex("overload for '(\\w+)'")]
    private static partial Regex Call();
}
