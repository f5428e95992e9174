using System.Globalization;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeSdk.Recipes;

/// <summary>Something of one type where another is wanted: a model for a task vector, a text for a name, a list for a gradient.</summary>
static class ConversionHints
{
    public static string? Of(Mistake mistake)
    {
        if (mistake.Id == "CS0021" && mistake.Node is ElementAccessExpressionSyntax access && mistake.TypeOf(access.Expression) == nameof(Model))
            return $"; write {access.Expression}.Layers{access.ArgumentList}";
        if (mistake.Conversion is not var (from, to) || mistake.Node is not ExpressionSyntax expression)
            return null;
        var wanted = to.Replace("Weighted<", "", StringComparison.Ordinal).TrimEnd('>');
        var first = expression is TupleExpressionSyntax tuple ? mistake.TypeOf(tuple.Arguments[0].Expression) : from;
        if (to != wanted && expression is TupleExpressionSyntax { Arguments: [_, { Expression: LiteralExpressionSyntax { Token.Value: string } weight }] }
            && Value(weight, nameof(Param)) is { } number)
        {
            return number;
        }
        return (first, wanted) switch
        {
            (nameof(TaskVector), nameof(TaskVector)) when expression is TupleExpressionSyntax { Arguments: [{ Expression: var vector }, var factor] } =>
                $"; no weight is taken here: write {Mistake.Shown(vector)}, or a multiple of it: {factor} * ({Mistake.Shown(vector)})",
            (nameof(Model), nameof(TaskVector)) => $"; a task vector is wanted here{Difference(expression, mistake)}",
            (nameof(TaskVector), nameof(Model)) => "; apply the task vector to a model: Base + …",
            ("LayerList", nameof(Model)) => $"; write {ModelOf(expression)}, or some of its layers: {Mistake.Shown(expression)}[..8]",
            ("string" or "String", nameof(Model) or nameof(TaskVector)) => $"; a model is written without quotes{Unquoted(expression)}",
            ("string", _) when expression is LiteralExpressionSyntax text => Value(text, wanted),
            ("int" or "double", "bool") => "; write true or false",
            ("int" or "double", nameof(Model) or nameof(TaskVector)) when to != wanted =>
                $"; a weight is written beside its model, in parentheses: ({Before(expression)}, {expression})",
            _ when wanted == nameof(Param) => Gradient(expression),
            _ when to.Contains("Param Value", StringComparison.Ordinal) && expression is TupleExpressionSyntax choice => Gradient(choice.Arguments[^1].Expression),
            _ when to.StartsWith("IEnumerable<Weighted<", StringComparison.Ordinal) => List(expression, from, wanted["IEnumerable<".Length..], mistake),
            _ when expression is CollectionExpressionSyntax && wanted is nameof(Model) or nameof(TaskVector) =>
                "; one is wanted here, not a list: write it without the brackets, and call the function once for each",
            _ => null,
        };
    }

    /// <summary>A model as its task vector: <c>code - Base</c>; null if it is the base, which has none, or if none is called so.</summary>
    public static string? AsVector(ExpressionSyntax model, Mistake mistake)
    {
        var text = Mistake.Shown(model);
        return mistake.Base is null || text == mistake.Base ? null
            : model is IdentifierNameSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax ? $"{text} - {mistake.Base}"
            : $"({text}) - {mistake.Base}";
    }

    static string Difference(ExpressionSyntax expression, Mistake mistake)
    {
        var model = expression is TupleExpressionSyntax pair ? pair.Arguments[0].Expression : expression;
        return AsVector(model, mistake) is { } vector
            ? $": write {(expression is TupleExpressionSyntax tuple ? $"({vector}, {string.Join(", ", tuple.Arguments.Skip(1))})" : vector)}"
            : mistake.Base is null ? $": write {Mistake.Shown(model)} minus the model that it was trained from"
            : $", and {mistake.Base} is what task vectors are differences from; leave it out";
    }

    static string ModelOf(ExpressionSyntax layers) => layers is MemberAccessExpressionSyntax access ? Mistake.Shown(access.Expression) : "a model";

    static string Unquoted(ExpressionSyntax expression) =>
        (expression is TupleExpressionSyntax pair ? pair.Arguments[0].Expression : expression) is LiteralExpressionSyntax literal
        ? $": {Mistake.Shown(expression).Replace(literal.Token.Text, literal.Token.ValueText, StringComparison.Ordinal)}"
        : "";

    static string? Value(LiteralExpressionSyntax literal, string wanted)
    {
        var text = literal.Token.ValueText;
        if (TypeNames.Value(wanted, text) is var (nearest, all))
            return nearest is null ? $"; it is one of {all}, without quotes" : $"; write {nearest}, without quotes";
        return wanted is nameof(Param) or "double" or "long" or "int" && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? $"; a number is written without quotes: {text}"
            : null;
    }

    static string? Gradient(ExpressionSyntax list) => list switch
    {
        CollectionExpressionSyntax several => $"; values from the first layer to the last are a gradient: Gradient({several.Elements})",
        TupleExpressionSyntax pair => $"; values from the first layer to the last are a gradient: Gradient({pair.Arguments})",
        _ => null,
    };

    static string Before(ExpressionSyntax expression)
    {
        if (expression.Parent is not ExpressionElementSyntax { Parent: CollectionExpressionSyntax list } element)
            return "…";
        var index = list.Elements.IndexOf(element);
        return index == 0 ? "…" : Mistake.Shown(list.Elements[index - 1]);
    }

    /// <summary>A list variable: its elements become weighted ones only one by one.</summary>
    static string? List(ExpressionSyntax list, string from, string element, Mistake mistake) =>
        from.Contains(element, StringComparison.Ordinal) ? $"; write the elements of the list into a new one: [.. {Mistake.Shown(list)}]"
        : element == nameof(TaskVector) && from.Contains(nameof(Model), StringComparison.Ordinal) && mistake.Base is { } origin
            ? $"; task vectors are wanted here: write [.. {Mistake.Shown(list)}.Select(model => model - {origin})]"
            : null;
}
