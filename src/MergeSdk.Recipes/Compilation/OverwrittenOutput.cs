using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeSdk.Recipes;

/// <summary>An <c>Output</c> that a later line replaces before anything reads it: a merge that is written down and never made.</summary>
static class OverwrittenOutput
{
    public static IEnumerable<Diagnostic> Warnings(SyntaxTree recipe)
    {
        AssignmentExpressionSyntax? unread = null;
        foreach (var member in recipe.GetRoot().ChildNodes())
        {
            var assignment = ((member as GlobalStatementSyntax)?.Statement as ExpressionStatementSyntax)?.Expression as AssignmentExpressionSyntax;
            var assigns = assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) && assignment is { Left: IdentifierNameSyntax { Identifier.Text: nameof(RecipeSettings.Output) } };
            // Whoever names it may read it, or assign it in some cases only.
            if (member.DescendantNodes().OfType<IdentifierNameSyntax>().Count(name => name.Identifier.Text == nameof(RecipeSettings.Output)) > (assigns ? 1 : 0))
                unread = null;
            if (!assigns)
                continue;
            if (unread is not null)
                yield return Warning(unread, Line(assignment!));
            unread = assignment;
        }
    }

    static Diagnostic Warning(AssignmentExpressionSyntax unread, int line)
    {
        var place = unread.GetLocation().GetLineSpan();
        return new Diagnostic(
            Severity.Warning, DiagnosticCodes.OutputOverwritten, $"line {line} assigns Output again, so this one is never merged; remove one of the two",
            new SourcePosition(place.Path, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1));
    }

    static int Line(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
