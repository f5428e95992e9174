using System.Text.Json.Nodes;
using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>Values that are given for a recipe's arguments from outside.</summary>
public sealed class RecipeArgumentTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public RecipeArgumentTests()
    {
        foreach (var model in new[] { "base", "a" })
            ModelFolder.Write(_folder[model], new Dictionary<string, PlainTensor> { ["w"] = PlainTensor.Random("F32", [1000], model[0]) });
        Recipe("Output = Base + Argument(\"t\", 0.5) * (a - Base);");
    }

    [Fact]
    public void A_given_value_makes_the_model_that_the_recipe_would_make_with_the_value_in_it()
    {
        Run("build", "--set", "t=0.3").Should().Contain("1 merged");
        var given = Weights();

        Recipe("Output = Base + 0.3 * (a - Base);");
        Run("build").Should().NotContain("1 merged", "the same computation has the same key");
        Weights().Should().Equal(given);
        Lock().ContainsKey("arguments").Should().BeFalse();
    }

    [Fact]
    public void Another_value_merges_again_and_the_lock_file_and_the_provenance_hold_it()
    {
        Run("build", "--provenance");
        var otherwise = Weights();
        Lock()["arguments"]!.ToJsonString().Should().Be("{\"t\":0.5}");

        Run("build", "--set", "t=0.25", "--provenance").Should().Contain("1 merged");
        Weights().Should().NotEqual(otherwise);
        var (locked, provenance) = (Lock(), Json("bin/merge.provenance.json"));
        locked["arguments"]!.ToJsonString().Should().Be("{\"t\":0.25}");
        locked.Select(member => member.Key).Should().Equal("version", "tool", "recipe", "seed", "arguments", "inputs", "outputs");
        provenance["predicate"]!["buildDefinition"]!["externalParameters"]!["arguments"]!.ToJsonString().Should().Be("{\"t\":0.25}");
        Run("build", "--set", "t=0.25", "--provenance").Should().Contain("1 up to date");
    }

    [Fact]
    public void A_locked_build_takes_the_locked_values_only()
    {
        Recipe("Output = Base + Argument(\"t\", 0.5) * (a - Base);\nvar name = Argument(\"name\", \"ü\\\"\");");
        Run("build");

        Error("build", "--locked", "--set", "t=0.3").Should().Be(
            $"{_folder["merge.lock.json"]}: error MERGE4022: argument 't' is 0.3, in the lock file 0.5. If that is meant, build without MergeLocked (--locked) and commit the new lock file");
        Run("build", "--locked", "--set", "t=0.5");
        Run("build", "--locked");
    }

    [Fact]
    public void A_plan_shows_the_values()
    {
        Recipe("Output = Base + Argument(\"t\", 0.5) * Argument(\"times\", 1) * (a - Base);");
        var text = Run("plan", "--set", "times=2", "--set", "t=0.125");

        text.Should().Contain("0.25 * (a - Base)").And.Contain("arguments: t = 0.125, times = 2");
    }

    [Theory]
    [InlineData("t", "mergesdk: error MERGE5106: --set: 't' is not of the form name=value, such as t=0.3")]
    [InlineData("=1", "mergesdk: error MERGE5106: --set: '=1' is not of the form name=value, such as t=0.3")]
    [InlineData("t=", "mergesdk: error MERGE5106: --set: 't=' is not of the form name=value, such as t=0.3")]
    public void What_is_no_name_and_value_is_refused(string argument, string expected) => Error("build", "--set", argument).Should().Be(expected);

    [Fact]
    public void A_name_is_given_once() => Error("build", "--set", "t=0.3", "--set", "t=0.4").Should().Be(
        "mergesdk: error MERGE5106: --set: the argument t is given twice, as 0.3 and as 0.4; give it once");

    [Theory]
    [InlineData("0,5", "MERGE2051: the argument t was given as '0,5', which is not a number such as 0.5")]
    [InlineData("half", "MERGE2051: the argument t was given as 'half', which is not a number such as 0.5")]
    [InlineData("NaN", "MERGE2051: the argument t was given as 'NaN', which is not a number such as 0.5")]
    [InlineData("1e999", "a parameter is Infinity; it must be a finite number")]
    public void A_number_is_a_finite_one_in_the_invariant_culture(string value, string expected) =>
        Error("build", "--set", $"t={value}").Should().StartWith($"{_folder["recipe.csx"]}(1,").And.EndWith(expected);

    [Theory]
    [InlineData("rat", "the recipe has no argument 'rat'; did you mean rate?")]
    [InlineData("zzz", "the recipe has no argument 'zzz': it has rate, t")]
    public void An_argument_that_the_recipe_does_not_ask_for_is_refused(string name, string expected)
    {
        Recipe("Output = Base + Argument(\"t\", 0.5) * Argument(\"rate\", 1.0) * (a - Base);");

        Error("plan", "--set", $"{name}=1").Should().Be($"{_folder["recipe.csx"]}: error MERGE2050: {expected}");
    }

    public void Dispose() => _folder.Dispose();

    void Recipe(string text) => File.WriteAllText(_folder["recipe.csx"], text);

    JsonObject Lock() => Json("merge.lock.json");

    JsonObject Json(string file) => JsonNode.Parse(File.ReadAllText(_folder[file]))!.AsObject();

    byte[] Weights() => ModelFolder.Read(_folder["bin"])["w"].Bytes;

    string Run(params string[] arguments)
    {
        var (exitCode, text) = Command(arguments);

        exitCode.Should().Be(ExitCodes.Success, text);
        return text;
    }

    string Error(params string[] arguments)
    {
        var (exitCode, text) = Command(arguments);

        exitCode.Should().Be(ExitCodes.Errors, text);
        return text.TrimEnd();
    }

    (int ExitCode, string Text) Command(string[] arguments) =>
        CommandLine.Run([arguments[0], _folder["recipe.csx"], "--model", $"base={_folder["base"]}", "--model", $"a={_folder["a"]}", .. arguments[1..]]);
}
