using System.Globalization;
using System.Reflection;
using MergeSdk.Graph;
using MergeSdk.Recipes;
using MergeSdk.Tensors;
using MergeSdk.TestModels;
using MergeSdk.Tool.Import;

namespace MergeSdk.Tool.Tests;

/// <summary>The page of the methods is what their declarations say, and what they say is so.</summary>
public sealed class MethodPageTests : IDisposable
{
    /// <summary>Set by <c>dotnet run build.cs docs</c>, which writes the page instead of comparing it.</summary>
    const string Writing = "MERGE_WRITE_DOCS";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_page_is_what_the_declarations_make_of_it()
    {
        var path = Path.Combine(Repository.Root, "docs", "methods.md");
        if (Environment.GetEnvironmentVariable(Writing) == "1")
            File.WriteAllText(path, MethodPage.Text());

        File.ReadAllText(path).ReplaceLineEndings("\n").Should().Be(MethodPage.Text(), "dotnet run build.cs docs writes it");
    }

    [Fact]
    public void Every_function_that_merges_is_on_it()
    {
        var functions = typeof(Functions).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(function => function.ReturnType == typeof(Model) || function.ReturnType == typeof(TaskVector))
            .Where(function => function.Name != "Define" && !function.IsDefined(typeof(KnownAsAttribute)));

        functions.Select(function => function.ToString()).Should().BeEmpty("a [KnownAs] gives a function its row");
        // An example shows what it stands at.
        MethodPage.Rows.Where(row => !row.Function.Name.StartsWith("op_", StringComparison.Ordinal))
            .Should().OnlyContain(row => MethodPage.Calls(row.Use.Recipe).Contains(row.Function.Name));
    }

    [Fact]
    public void The_import_takes_the_names_of_mergekit_that_are_on_it() =>
        MergeMethod.All.Keys.Should().BeEquivalentTo(MethodPage.Rows.Select(row => row.Use.Mergekit).OfType<string>().Distinct()).And.HaveCount(20);

    /// <summary>A parameter left out, and one given the default that the page has, are the same computation.</summary>
    [Fact]
    public void The_defaults_are_those_of_the_functions()
    {
        var cases = Parameters().Where(item => item.Parameter is { IsOptional: true, Default: not null }).ToList();
        cases.Should().HaveCountGreaterThan(25);
        var recipes = cases.SelectMany(item => new[] { With(item.Row, item.Parameter, null), With(item.Row, item.Parameter, Text(item.Parameter.Default!)) }).ToList();

        using var program = Load($"Output = Argument(\"case\", 0) switch\n{{\n{string.Concat(recipes.Select((recipe, i) => $"    {i} => {recipe},\n"))}    _ => Base,\n}};");
        for (var i = 0; i < cases.Count; i++)
            Digests(program, (2 * i) + 1).Should().Equal(Digests(program, 2 * i), recipes[(2 * i) + 1]);
    }

    /// <summary>What is outside of a range that the page has is refused with this range.</summary>
    [Fact]
    public void The_ranges_are_those_that_are_checked()
    {
        var cases = Parameters().Where(item => item.Parameter.IsNumber && item.Parameter.Type != typeof(long))
            .SelectMany(item => Outside(item.Parameter.Range).Select(value => (item.Row, item.Parameter, Value: value))).ToList();
        cases.Should().HaveCountGreaterThan(30);
        var tries = cases.Select(item =>
            $"try {{ _ = {With(item.Row, item.Parameter, item.Value)}; told.Add(\"nothing\"); }} catch (Exception e) {{ told.Add(e.Message); }}\n");

        using var program = Load($"var told = new List<string>();\n{string.Concat(tries)}System.IO.File.WriteAllLines(\"{_folder["told"]}\", told);\nOutput = Base;");
        program.Plan();
        var told = File.ReadAllLines(_folder["told"]);
        told.Should().HaveCount(cases.Count);
        for (var i = 0; i < told.Length; i++)
            told[i].Should().Contain($"it must be {cases[i].Parameter.Range.Text()}", $"{cases[i].Parameter.Name} of {cases[i].Row.Use.Title} is {cases[i].Value}");
    }

    static IEnumerable<(MethodPage.Row Row, FunctionParameter Parameter)> Parameters() =>
        from row in MethodPage.Rows
        where row.Use == row.Function.Uses[0] && !row.Function.Name.StartsWith("op_", StringComparison.Ordinal)
        from parameter in row.Function.Parameters
        where !parameter.IsOperand
        select (row, parameter);

    /// <summary>A row's example as an expression, in which a parameter of the function has this value, or is left out.</summary>
    static string With(MethodPage.Row row, FunctionParameter parameter, string? value)
    {
        var recipe = row.Use.Recipe["Output = ".Length..].TrimEnd(';');
        var start = recipe.IndexOf($"{row.Function.Name}(", StringComparison.Ordinal) + row.Function.Name.Length + 1;
        var arguments = new List<string> { "" };
        var end = start;
        for (var depth = 0; depth > 0 || recipe[end] != ')'; end++)
        {
            depth += recipe[end] is '(' or '[' ? 1 : recipe[end] is ')' or ']' ? -1 : 0;
            if (depth == 0 && recipe[end] == ',')
                arguments.Add("");
            else
                arguments[^1] += recipe[end];
        }
        arguments.RemoveAll(argument => argument.TrimStart().StartsWith($"{parameter.Name}:", StringComparison.Ordinal));
        if (value is not null)
            arguments.Add($" {parameter.Name}: {value}");
        return recipe[..start] + string.Join(',', arguments) + recipe[end..];
    }

    static string[] Outside(ParameterRange range) => range switch
    {
        ParameterRange.Share => ["-0.5", "1.5"],
        ParameterRange.Probability => ["0", "1.5"],
        ParameterRange.NotNegative => ["-1"],
        ParameterRange.Positive => ["0"],
        _ => ["double.NaN", "double.PositiveInfinity"],
    };

    static string Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        TrimScope scope => $"{scope}",
        Enum choice => $"{choice.GetType().Name}.{choice}",
        var number => string.Create(CultureInfo.InvariantCulture, $"{number}"),
    };

    static IEnumerable<ContentHash> Digests(RecipeProgram program, int number) =>
        program.Plan(new Dictionary<string, string> { ["case"] = $"{number}" }).Plan.Tensors.Select(tensor => tensor.Node.Digest);

    RecipeProgram Load(string recipe)
    {
        File.WriteAllText(_folder["recipe.csx"], recipe);
        return RecipeProgram.Load(new RecipeRequest
        {
            RecipePath = _folder["recipe.csx"],
            Models =
            [
                .. new[] { ("Base", "base"), ("a", "code"), ("b", "french") }
                    .Select(model => new ModelInput(model.Item1, Repository.Model(model.Item2), model.Item2, ModelKind.Model, "")),
            ],
        });
    }
}
