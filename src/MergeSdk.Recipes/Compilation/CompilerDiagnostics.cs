using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using RoslynDiagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace MergeSdk.Recipes;

/// <summary>The C# compiler's diagnostics as ours, sorted by position, with a remedy where the recipe language knows one.</summary>
static partial class CompilerDiagnostics
{
    public static IReadOnlyList<Diagnostic> Of(ImmutableArray<RoslynDiagnostic> found, Compilation compilation, string path, RecipeDeclarations declarations)
    {
        var diagnostics = new List<Diagnostic>();
        var covered = new List<(SyntaxTree? File, TextSpan Span)>();
        var inOrder = Shown(found)
            .Select(item => (Item: item, Span: item.Location.GetMappedLineSpan()))
            .OrderBy(item => item.Span.Path, StringComparer.Ordinal).ThenBy(item => item.Span.StartLinePosition);
        foreach (var (item, span) in inOrder)
        {
            if (CallHints.IsOfArguments(item.Id) && covered.Exists(piece => piece.File == item.Location.SourceTree && piece.Span.Contains(item.Location.SourceSpan)))
                continue;
            var message = Message(item);
            var hint = IsPointArithmetic(item) || Mistake.Of(item, message, compilation, declarations) is not { } mistake ? null : RecipeHints.Of(mistake);
            if (hint is { Covers.IsEmpty: false })
                covered.Add((item.Location.SourceTree, hint.Value.Covers));
            diagnostics.Add(new Diagnostic(
                item.Severity == DiagnosticSeverity.Error ? Severity.Error : Severity.Warning,
                item.Id,
                message + hint?.Text,
                span.IsValid ? new SourcePosition(span.Path, span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1) : new SourcePosition(path)));
        }
        return diagnostics;
    }

    static IEnumerable<RoslynDiagnostic> Shown(ImmutableArray<RoslynDiagnostic> found)
    {
        var shown = found.Where(diagnostic => diagnostic.Severity is DiagnosticSeverity.Error or DiagnosticSeverity.Warning).ToArray();
        // One sum of points is one mistake, though the compiler sees it at every operator and again at the assignment.
        var points = shown.Where(IsPointArithmetic).ToLookup(Statement);
        return shown.Where(item => !(IsPointArithmetic(item) || item.Id == "CS0029")
            || points[Statement(item)].MinBy(other => other.Location.SourceSpan) is not { } first || item == first);
    }

    static bool IsPointArithmetic(RoslynDiagnostic diagnostic) => diagnostic.Id == DiagnosticCodes.PointArithmetic;

    static SyntaxNode? Statement(RoslynDiagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.GetRoot().FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).AncestorsAndSelf()
            .FirstOrDefault(node => node is StatementSyntax or MemberDeclarationSyntax);

    static string Message(RoslynDiagnostic diagnostic)
    {
        var message = Namespaces().Replace(diagnostic.GetMessage(CultureInfo.InvariantCulture).ReplaceLineEndings(" "), "").TrimEnd('.');
        // Of "'Model.operator +(Model, Model)' is obsolete: '…'" only what is between the last quotes says anything. A missing reference is hardly ever the cause here.
        return diagnostic.Id == DiagnosticCodes.PointArithmetic ? Obsolete().Replace(message, "$1")
            : message.Replace(" (are you missing a using directive or an assembly reference?)", "", StringComparison.Ordinal);
    }

    // Those that a recipe need not write.
    [GeneratedRegex(@"\b(?:MergeSdk\.Recipes\.Methods|MergeSdk\.Recipes|MergeSdk\.Tensors|MergeSdk\.Graph|System\.Collections\.Generic)\.")]
    private static partial Regex Namespaces();

    [GeneratedRegex("^'.*?' is obsolete: '(.*)'$", RegexOptions.Singleline)]
    private static partial Regex Obsolete();
}
