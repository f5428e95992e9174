using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeSdk.Recipes;

/// <summary>Functions called with arguments of another form, such as <c>Linear(code, 0.7, french, 0.3)</c>: the call as it should be.</summary>
static class CallHints
{
    /// <summary>Whether a code of the compiler is about the number of arguments or their types.</summary>
    public static bool IsOfArguments(string code) => code is "CS0029" or "CS1501" or "CS1503" or "CS1744" or "CS7036" or "CS9174";

    public static Hint? Of(Mistake mistake)
    {
        if (!IsOfArguments(mistake.Id))
            return null;
        var call = mistake.Node.AncestorsAndSelf().OfType<InvocationExpressionSyntax>().FirstOrDefault();
        if (call is not { Expression: IdentifierNameSyntax { Identifier.Text: var function } })
            return null;
        var first = typeof(Functions).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => method.Name == function).Select(method => method.GetParameters()[0]).ToArray();
        var arguments = call.ArgumentList.Arguments.Where(argument => argument.NameColon is null).Select(argument => argument.Expression).ToArray();
        if (first.Length == 0 || arguments.Length == 0)
            return null;
        var named = string.Concat(call.ArgumentList.Arguments.Where(argument => argument.NameColon is not null).Select(argument => $", {Mistake.Shown(argument)}"));
        return Text() is { } text ? new Hint($"; {text}", call.Span) : null;

        string? Text()
        {
            var takesList = Array.Exists(first, IsList);
            var terms = arguments is [CollectionExpressionSyntax { } only] ? Elements(only) : arguments;
            if (function == nameof(Functions.Average))
            {
                return terms.Any(term => term is TupleExpressionSyntax || mistake.IsNumber(term))
                    ? $"Average takes no weights, Linear does: {Written(nameof(Functions.Linear), terms)}"
                    : null;
            }
            if (function == nameof(Functions.ByName))
                return arguments[0] is not TupleExpressionSyntax && arguments.Length % 2 == 0 ? $"patterns and their values are pairs: {ByName()}" : null;
            if (!takesList)
                return arguments[0] is CollectionExpressionSyntax models && models.Elements.Count > 1 && first[0].ParameterType == typeof(Model)
                    ? $"{function} takes its models one by one: {function}({string.Join(", ", Elements(models).Concat(arguments.Skip(1)).Select(Mistake.Shown))}{named})"
                    : null;
            if (arguments is [CollectionExpressionSyntax { Elements.Count: var count } items, CollectionExpressionSyntax weights] && weights.Elements.Count == count)
            {
                var pairs = Elements(items).Zip(Elements(weights)).SelectMany(pair => new[] { pair.First, pair.Second });
                return $"weights are written beside their models: {Written(function, pairs)}";
            }
            return arguments[0] is TupleExpressionSyntax || mistake.TypeOf(arguments[0]) is nameof(Model) or nameof(TaskVector)
                ? $"{function} takes a list: {Written(function, arguments)}"
                : null;
        }

        string Written(string name, IEnumerable<ExpressionSyntax> terms)
        {
            var vectors = Array.TrueForAll(first, parameter => ElementType(parameter) == typeof(TaskVector));
            var items = new List<string>();
            foreach (var term in terms)
            {
                if (mistake.IsNumber(term) && items is [.., var last] && !last.StartsWith('('))
                    items[^1] = $"({last}, {Mistake.Shown(term)})";
                else
                    items.Add(vectors ? Vector(term) : Mistake.Shown(term));
            }
            return $"{name}([{string.Join(", ", items)}]{named})";
        }

        string Vector(ExpressionSyntax term) => term switch
        {
            TupleExpressionSyntax { Arguments: [{ Expression: var model }, var weight] } when mistake.TypeOf(model) == nameof(Model) =>
                ConversionHints.AsVector(model, mistake) is { } vector ? $"({vector}, {weight})" : Mistake.Shown(term),
            _ when mistake.TypeOf(term) == nameof(Model) => ConversionHints.AsVector(term, mistake) ?? Mistake.Shown(term),
            _ => Mistake.Shown(term),
        };

        string ByName() =>
            $"{function}({string.Join(", ", arguments.Chunk(2).Select(pair => $"({Mistake.Shown(pair[0])}, {Mistake.Shown(pair[1])})"))})";
    }

    static IEnumerable<ExpressionSyntax> Elements(CollectionExpressionSyntax list) => list.Elements.OfType<ExpressionElementSyntax>().Select(element => element.Expression);

    /// <summary>A list in brackets, unlike <c>Average(a, b)</c>.</summary>
    static bool IsList(ParameterInfo parameter) => ElementType(parameter) is not null && !parameter.IsDefined(typeof(ParamCollectionAttribute), false);

    /// <summary>What a list is of, weighted or not; null if it is no list.</summary>
    static Type? ElementType(ParameterInfo parameter) =>
        parameter.ParameterType is not { IsGenericType: true } type || type.GetGenericTypeDefinition() != typeof(IEnumerable<>) ? null
        : type.GetGenericArguments()[0] is { IsGenericType: true } weighted ? weighted.GetGenericArguments()[0]
        : type.GetGenericArguments()[0];
}
