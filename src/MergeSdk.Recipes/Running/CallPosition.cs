using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeSdk.Recipes;

/// <summary>
/// Where in a statement the call is that went wrong. Debug information knows statements only, so the recipe is read once more; for an error that takes no time
/// that anyone would miss. Where a statement has several such calls, the statement must do.
/// </summary>
static class CallPosition
{
    /// <summary>The place of a call, or of a number that was given to it.</summary>
    /// <param name="statement">Where the statement begins.</param>
    /// <param name="called">The method as the runtime calls it, such as <c>Ties</c>, <c>op_Subtraction</c> or <c>set_OutputType</c>.</param>
    /// <param name="number">The number that is to blame; null if none is.</param>
    public static SourcePosition Find(SourcePosition statement, string called, double? number)
    {
        string text;
        try
        {
            text = File.ReadAllText(statement.File);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return statement;
        }
        var root = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.CSharp14, kind: SourceCodeKind.Script)).GetRoot();
        var lines = root.SyntaxTree.GetText().Lines;
        if (statement.Line < 1 || statement.Line > lines.Count || statement.Column < 1 || statement.Column > lines[statement.Line - 1].Span.Length)
            return statement;
        var start = lines[statement.Line - 1].Start + statement.Column - 1;
        var around = root.FindToken(start).Parent?.AncestorsAndSelf().TakeWhile(node => node is not CompilationUnitSyntax);
        if (around?.LastOrDefault(node => node.SpanStart == start) is not { } whole)
            return statement;
        var calls = whole.DescendantNodesAndSelf().Where(node => IsCall(node, called)).ToArray();
        var numbers = number is { } value
            ? calls.DefaultIfEmpty(whole).SelectMany(call => call.DescendantNodes()).Where(node => ValueOf(node) == value).Distinct().ToArray()
            : [];
        var found = numbers is [var only] ? only : calls is [var call] ? Argument(call) : null;
        if (found is null)
            return statement;
        var place = found.GetLocation().GetLineSpan().StartLinePosition;
        return statement with { Line = place.Line + 1, Column = place.Character + 1 };
    }

    static bool IsCall(SyntaxNode node, string called) => called switch
    {
        "op_Addition" => node.IsKind(SyntaxKind.AddExpression),
        "op_Subtraction" => node.IsKind(SyntaxKind.SubtractExpression),
        "op_Multiply" => node.IsKind(SyntaxKind.MultiplyExpression),
        "get_Item" => node is ElementAccessExpressionSyntax,
        _ when called.StartsWith("set_", StringComparison.Ordinal) =>
            node is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.Text: var name } } && called == "set_" + name,
        _ => node is InvocationExpressionSyntax call && (call.Expression is MemberAccessExpressionSyntax access ? access.Name : call.Expression).ToString() == called,
    };

    /// <summary>Of an assignment what is assigned, of a range of layers the range.</summary>
    static SyntaxNode Argument(SyntaxNode call) => call switch
    {
        AssignmentExpressionSyntax assignment => assignment.Right,
        ElementAccessExpressionSyntax access => access.ArgumentList.Arguments[0],
        _ => call,
    };

    static double? ValueOf(SyntaxNode node) => node switch
    {
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression, Operand: LiteralExpressionSyntax operand } => -ValueOf(operand),
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NumericLiteralExpression } literal => Convert.ToDouble(literal.Token.Value, CultureInfo.InvariantCulture),
        _ => null,
    };
}
