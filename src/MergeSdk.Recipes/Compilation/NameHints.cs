using System.Text.RegularExpressions;
using MergeSdk.Tensors;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeSdk.Recipes;

/// <summary>Names that do not exist: the nearest that does.</summary>
static partial class NameHints
{
    static readonly string[] s_literals = ["true", "false", "null"];

    public static string? Of(Mistake mistake) => (mistake.Id, mistake.Node) switch
    {
        ("CS0103", IdentifierNameSyntax { Parent: AssignmentExpressionSyntax { Parent: ArgumentSyntax } named } name) when named.Left == name =>
            $"; a named argument has a colon: {name}: {Mistake.Shown(named.Right)}",
        ("CS0103", IdentifierNameSyntax name) => Unknown(name, mistake),
        ("CS0246", _) when mistake.Node.FirstAncestorOrSelf<VariableDeclarationSyntax>() is { Variables: [var variable, ..] } =>
            $"; a variable is declared with var: var {Mistake.Shown(variable)}",
        ("CS1061" or "CS0117", SimpleNameSyntax { Parent: MemberAccessExpressionSyntax access } name) => Member(access, name, mistake),
        ("CS1739", _) when Call().Match(mistake.Message) is { Success: true } call && Parameters(call.Groups[1].Value) is { Length: > 0 } parameters =>
            Or(Spelling.Suggestion(call.Groups[2].Value, parameters), $". Its parameters are {string.Join(", ", parameters)}"),
        _ => null,
    };

    static string Unknown(IdentifierNameSyntax name, Mistake mistake)
    {
        var called = name.Parent is InvocationExpressionSyntax call && call.Expression == name;
        var known = mistake.Code.LookupSymbols(name.SpanStart)
            .Where(symbol => symbol.ContainingType?.SpecialType != SpecialType.System_Object && symbol.Name != RecipeDeclarations.Settings)
            .Where(symbol => called ? symbol is IMethodSymbol : symbol is IFieldSymbol or IPropertySymbol or ILocalSymbol or IParameterSymbol or IRangeVariableSymbol)
            .Select(symbol => symbol.Name)
            .Distinct()
            .Order(StringComparer.Ordinal);
        return Or(
            called ? Spelling.Suggestion(name.Identifier.Text, known) : Suggestion(name, [.. known, .. s_literals]),
            name.Parent is AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax } assignment && assignment.Left == name
                ? $"; a variable is declared with var: var {name} = …"
                : called ? "; the recipe language has no such function"
                : mistake.Declarations.Models.Count == 0 ? ". The project has no models: name the folder of each with a Model item, not a wildcard, or with --model"
                : $". The project's models are {string.Join(", ", mistake.Declarations.Models)}");
    }

    static string Suggestion(IdentifierNameSyntax name, IEnumerable<string> known) =>
        name.Parent is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.Text: nameof(RecipeSettings.OutputType) } }
            && TypeNames.NearestDType(name.Identifier.Text) is { } type
            ? $"; did you mean {type}?"
            : Spelling.Suggestion(name.Identifier.Text, known);

    static string? Member(MemberAccessExpressionSyntax access, SimpleNameSyntax name, Mistake mistake)
    {
        var type = mistake.Code.GetTypeInfo(access.Expression).Type ?? mistake.Code.GetSymbolInfo(access.Expression).Symbol as ITypeSymbol;
        var members = type?.GetMembers().Where(member => member.CanBeReferencedByName && member.DeclaredAccessibility == Accessibility.Public)
            .Select(member => member.Name).Distinct().Order(StringComparer.Ordinal);
        return members is null || Spelling.Suggestion(name.Identifier.Text, members) is not { Length: > 0 } suggestion ? null : suggestion;
    }

    static string[] Parameters(string function) =>
    [
        .. typeof(Functions).GetMethods()
            .Where(method => method.Name == function)
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.Name!)
            .Distinct(),
    ];

    static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;

    [GeneratedRegex(@"overload for '(\w+)' does not have a parameter named '(\w+)'")]
    private static partial Regex Call();
}
