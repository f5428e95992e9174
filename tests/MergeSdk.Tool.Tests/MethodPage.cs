using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MergeSdk.Graph;
using MergeSdk.Recipes;

namespace MergeSdk.Tool.Tests;

/// <summary>The page <c>docs/methods.md</c>, made of what the recipe functions declare.</summary>
static partial class MethodPage
{
    /// <summary>The row of a name.</summary>
    public sealed record Row(RecipeFunction Function, KnownAsAttribute Use);

    public static IReadOnlyList<Row> Rows { get; } =
    [
        .. RecipeFunction.All.SelectMany(function => function.Uses.Select(use => new Row(function, use)))
            .OrderBy(row => row.Use.Title, StringComparer.OrdinalIgnoreCase),
    ];

    public static string Text()
    {
        var text = new StringBuilder($"""
            # Methods

            Every method by the name that papers and [mergekit](from-mergekit.md) have for it. This page is made of the declarations in
            `src/MergeSdk.Recipes/Methods` by `dotnet run build.cs docs`. [Recipes](recipes.md) describes each function with its formula,
            [choosing a method](choosing.md) says which to try with which values.

            A number may also [differ from tensor to tensor](recipes.md#parameters). Arithmetic is float32; norms, dot products and sums of magnitudes
            are float64. Each element of the output is rounded once. A parameter without a default is required.

            ## Models into a model


            """).Append(Head);
        foreach (var row in Rows.Where(row => row.Function.MakesModel))
            text.Append(Line(row));
        text.Append("\n## Task vectors into a task vector\n\n").Append(Head);
        foreach (var row in Rows.Where(row => !row.Function.MakesModel))
            text.Append(Line(row));
        return text.Append(Own).ToString();
    }

    /// <summary>The recipe functions that a row's recipe calls.</summary>
    public static IReadOnlyList<string> Calls(string recipe) =>
        [.. Call().Matches(recipe).Select(call => call.Groups[1].Value).Where(name => RecipeFunction.All.Any(function => function.Name == name)).Distinct()];

    const string Head = """
        | method | recipe | parameters = defaults (ranges) | in mergekit | paper |
        |---|---|---|---|---|

        """;

    const string Own = """

        ## A method of your own

        A recipe can bring arithmetic of its own, over the elements of tensors. It runs tile by tile on all threads, and a change of it rebuilds what
        uses it.

        ```csharp
        // of two changes, the larger
        Output = Base + Define("larger", [code - Base, french - Base], (inputs, output) =>
        {
            for (var i = 0; i < output.Length; i++)
                output[i] = MathF.MaxMagnitude(inputs[0][i], inputs[1][i]);
        });
        ```

        [Recipes](recipes.md#methods-of-your-own) has the form that measures whole tensors first, and how to put methods into a project or a NuGet package;
        `examples/custom-method` shows both. [A new method](new-method.md) for MergeSdk itself is one file and a test.

        """;

    static string Line(Row row) =>
        $"| {row.Use.Title} | `{row.Use.Recipe}` | {Parameters(row)} | {InMergekit(row.Use)} | {Paper().Replace(row.Use.Paper ?? "", Link)} |\n";

    /// <summary>The parameters of a function in its first row; of other functions in the recipe, and in later rows, where they are.</summary>
    static string Parameters(Row row)
    {
        var isFirst = row.Function.Uses[0] == row.Use;
        var elsewhere = Calls(row.Use.Recipe).Where(name => !isFirst || name != row.Function.Name).ToList();
        var own = row.Function.Parameters.Select(Parameter).Where(text => text.Length > 0).Distinct();
        return string.Join("; ", [.. isFirst || elsewhere.Count == 0 ? own : [], .. elsewhere.Count == 0 ? Array.Empty<string>() : [$"those of {string.Join(" and ", elsewhere.Select(name => $"`{name}`"))}"]]);
    }

    static string InMergekit(KnownAsAttribute use) => (use.Mergekit, use.Difference) switch
    {
        (null, null) => "no",
        (null, var difference) => difference,
        (var name, null) => $"`{name}`: the same",
        var (name, difference) => $"`{name}`; {difference}",
    };

    /// <summary>Name, default and range: <c>`density` = 1 (between 0 and 1)</c>.</summary>
    static string Parameter(FunctionParameter parameter)
    {
        if (parameter.IsWeighted)
            return $"weight = 1 ({parameter.Range.Text()})";
        if (parameter.IsOperand)
            return "";
        var otherwise = !parameter.IsOptional ? "" : $" = {Value(parameter.Default ?? (parameter.Type == typeof(long) ? "the recipe's `Seed`" : "none"))}";
        return $"`{parameter.Name}`{otherwise}" + parameter.Type switch
        {
            { IsEnum: true } type => $" (or {string.Join(", ", Enum.GetValues(type).Cast<object>().Where(value => !value.Equals(parameter.Default)).Select(Value))})",
            var type when type == typeof(bool) => "",
            var type when type == typeof(Model) => " (a model)",
            var type when type == typeof(long) => " (a whole number)",
            _ => $" ({parameter.Range.Text()})",
        };
    }

    static string Value(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture).Replace("E-0", "e-", StringComparison.Ordinal),
        TrimScope scope => $"`{scope}`",
        Enum choice => $"`{choice.GetType().Name}.{choice}`",
        var other => string.Create(CultureInfo.InvariantCulture, $"{other}"),
    };

    static string Link(Match paper) =>
        $"[{paper.Value}](https://{(paper.Groups[1].Value == "doi" ? "doi.org/" : "arxiv.org/abs/")}{paper.Groups[2].Value})";

    [GeneratedRegex(@"\b(\w+)\(")]
    private static partial Regex Call();

    [GeneratedRegex(@"(arXiv|doi):([\d.]+(?:/[\d.]+)?)")]
    private static partial Regex Paper();
}
