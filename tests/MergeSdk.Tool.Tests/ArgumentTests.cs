using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>What people give on the command line in place of what is meant.</summary>
public sealed class ArgumentTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_folder_is_no_recipe()
    {
        Directory.CreateDirectory(_folder["empty"]);
        Directory.CreateDirectory(_folder["merge"]);
        File.WriteAllText(_folder["merge/recipe.csx"], "");

        Error("build", _folder["empty"]).Should().Be($"{_folder["empty"]}: error MERGE5104: this is a folder; it has no recipe, a C# script such as recipe.csx");
        Error("plan", _folder["merge"]).Should().Be($"{_folder["merge"]}: error MERGE5104: this is a folder; give a recipe in it: {_folder["merge/recipe.csx"]}");

        File.WriteAllText(_folder["merge/merge.mergeproj"], "");
        Error("build", _folder["merge"]).Should().Be(
            $"{_folder["merge"]}: error MERGE5104: this is a folder; build its project with dotnet build {_folder["merge/merge.mergeproj"]}, or give a recipe: {_folder["merge/recipe.csx"]}");
    }

    [Theory]
    [InlineData("my.mergeproj", "this is a project; build it with dotnet build my.mergeproj, or give its recipe, such as recipe.csx")]
    [InlineData("app.csproj", "this is no recipe but a project of .NET; give a C# script, such as recipe.csx")]
    [InlineData("config.yml", "this is no recipe but a configuration of mergekit; turn it into one with mergesdk import config.yml")]
    [InlineData("model.safetensors", "this is no recipe but a file of weights; give a C# script, such as recipe.csx, and the models' folders with --model")]
    public void A_file_of_another_kind_is_no_recipe(string file, string expected) => Error("build", file).Should().Be($"{file}: error MERGE5105: {expected}");

    [Fact]
    public void A_recipe_that_does_not_exist_is_told_with_those_that_do()
    {
        File.WriteAllText(_folder["recipe.csx"], "");

        Error("plan", _folder["recipie.csx"]).Should().Be($"{_folder["recipie.csx"]}: error MERGE2001: the recipe does not exist; did you mean recipe.csx?");
        Error("plan", _folder["merge.csx"]).Should().Be($"{_folder["merge.csx"]}: error MERGE2001: the recipe does not exist; its folder has recipe.csx");
    }

    [Fact]
    public void A_model_without_a_name_is_named_after_its_folder()
    {
        foreach (var model in new[] { "base", "code-7b" })
            ModelFolder.Write(_folder[model], new Dictionary<string, PlainTensor> { ["w"] = PlainTensor.Random("F32", [8], 1) });
        File.WriteAllText(_folder["recipe.csx"], "Output = Average(Base, code_7b);");

        var (exitCode, text) = CommandLine.Run("plan", _folder["recipe.csx"], "--model", _folder["base"], "--model", _folder["code-7b"]);

        exitCode.Should().Be(ExitCodes.Success, text);
        text.Should().Contain("0.5 * Base + 0.5 * code_7b");
    }

    [Theory]
    [InlineData("base=")]
    [InlineData("=models/base")]
    [InlineData("")]
    public void A_model_without_a_folder_is_none(string model) =>
        Error("plan", "recipe.csx", "--model", model).Should().Be($"mergesdk: error MERGE5102: '{model}' is neither a folder nor of the form name=folder, such as base=models/base.");

    [Theory]
    [InlineData("build --modell base=models/base", "build has no option --modell; did you mean --model?")]
    [InlineData("plan --thread 2 recipe.csx", "plan has no option --thread; did you mean --threads?")]
    [InlineData("biuld recipe.csx", "Did you mean one of the following?\nbuild")]
    [InlineData("build recipe.csx --modell base=models/base", "Did you mean one of the following?\n--model")]
    [InlineData("", "Required command was not provided.")]
    public void Wrong_commands_and_options_are_usage_errors(string line, string expected)
    {
        var (exitCode, text) = CommandLine.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        exitCode.Should().Be(ExitCodes.Usage);
        text.ReplaceLineEndings("\n").Should().Contain(expected);
    }

    [Theory]
    [InlineData("[suggest:8]", "build --mo", "--model")]
    [InlineData("[suggest]", "bui", "build")]
    public void Shells_can_ask_how_a_line_goes_on(string directive, string line, string expected) =>
        CommandLine.Run(directive, line).Should().Be((ExitCodes.Success, expected + Environment.NewLine));

    public void Dispose() => _folder.Dispose();

    static string Error(params string[] arguments)
    {
        var (exitCode, text) = CommandLine.Run(arguments);

        exitCode.Should().Be(ExitCodes.Errors, text);
        return text.TrimEnd();
    }
}
