using System.Text.Json;
using System.Text.RegularExpressions;
using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>The recipes of <c>dotnet new mergeproj</c>: every method has one, each plans with the toy models, and what the comments claim is so.</summary>
public sealed partial class TemplateTests : IDisposable
{
    static readonly string s_template = Path.Combine(Repository.Root, "templates", "mergeproj");

    readonly TemporaryFolder _folder = new();

    static readonly string[] s_methods = [.. Directory.EnumerateFiles(Path.Combine(s_template, "recipes")).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Methods => [.. s_methods];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Methods))]
    public void Each_recipe_plans_with_the_toy_models(string method) => Plan(Recipe(method)).Should().Contain(" tensors: ");

    [Fact]
    public void Choices_recipes_and_the_tables_of_the_documentation_are_the_same()
    {
        using var template = JsonDocument.Parse(File.ReadAllText(Path.Combine(s_template, ".template.config", "template.json")));
        var choices = template.RootElement.GetProperty("symbols").GetProperty("method").GetProperty("choices").EnumerateArray()
            .Select(choice => choice.GetProperty("choice").GetString()!).ToList();
        choices.Should().Equal(s_methods);
        foreach (var file in new[] { Path.Combine("templates", "README.md"), Path.Combine("docs", "reference.md") })
        {
            var table = File.ReadAllText(Path.Combine(Repository.Root, file)).Split("| `--method` |")[1];
            Row().Matches(table).Select(row => row.Groups[1].Value).TakeWhile(name => !name.StartsWith('-')).Should().Equal(s_methods, file);
        }
    }

    [Fact]
    public void Every_method_of_the_recipe_language_has_a_template()
    {
        // What is no merge of two models by itself.
        string[] others = ["Define", "Gradient", "ByName", "Per", "Passthrough", "Trim", "Argument"];
        var functions = typeof(MergeSdk.Recipes.Model).Assembly.GetTypes().Single(type => type.Name == "Functions").GetMethods()
            .Where(function => function.IsStatic && function.IsPublic).Select(function => function.Name).Distinct().Except(others);
        var recipes = string.Concat(s_methods.Select(Recipe));

        functions.Should().OnlyContain(function => recipes.Contains(function + "(", StringComparison.Ordinal));
    }

    [Fact]
    public void Weights_of_the_linear_recipe_are_divided_by_their_sum_as_it_says() =>
        Plan("Output = Linear([(a, 1.4), (b, 0.6)]);").Should().Be(Plan(Recipe("linear"))).And.Contain("0.7 * a + 0.3 * b");

    [Fact]
    public void The_stack_has_six_layers_as_it_says() => Plan(Recipe("passthrough")).Should().Contain("model.layers.5.").And.NotContain("model.layers.6.");

    [Fact]
    public void The_gradient_of_the_slerp_recipe_goes_from_a_to_b()
    {
        var lines = Plan(Recipe("slerp")).Split('\n');
        lines.First(line => line.StartsWith("model.layers.0.", StringComparison.Ordinal)).Should().MatchRegex(@"^\S+\s+a\s");
        lines.First(line => line.StartsWith("model.layers.3.", StringComparison.Ordinal)).Should().MatchRegex(@"^\S+\s+b\s");
    }

    static string Recipe(string method) => File.ReadAllText(Path.Combine(s_template, "recipes", method + ".csx"));

    string Plan(string recipe)
    {
        File.WriteAllText(_folder["recipe.csx"], recipe);
        var (exitCode, text) = CommandLine.Run(
            ["plan", _folder["recipe.csx"], .. new[] { ("Base", "base"), ("a", "a"), ("b", "b") }.SelectMany(model => new[] { "--model", $"{model.Item1}={Path.Combine(s_template, "models", model.Item2)}" })]);
        exitCode.Should().Be(0, text);
        return text;
    }

    [GeneratedRegex(@"^\| `([a-z-]+)`", RegexOptions.Multiline)]
    private static partial Regex Row();
}
