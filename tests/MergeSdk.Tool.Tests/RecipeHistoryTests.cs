using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>Recipes that follow one another in one folder, each of which reads other inputs than the one before: every build is as good as a first one.</summary>
public sealed class RecipeHistoryTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public RecipeHistoryTests()
    {
        foreach (var (model, seed) in new[] { ("Base", 1), ("a", 2), ("b", 3) })
        {
            var tensors = Enumerable.Range(0, 3).ToDictionary(layer => $"layers.{layer}.weight", layer => PlainTensor.Random("F32", [4, 8], seed + (10 * layer)));
            ModelFolder.Write(_folder["models", model], tensors);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_build_of_a_history_gives_what_a_first_build_gives()
    {
        string[] recipes =
        [
            "Output = Base + Gradient(0, 1) * (a - Base);",
            // Where lambda is 0 the task vector contributes nothing, though its models are looked at.
            "Output = Base + Linear([(a - Base, 1)], lambda: Gradient(0, 1));",
            "Output = Base + Linear([(a - Base, 1), (b - Base, 1)], lambda: Gradient(0, 1));",
            "Output = Base + Trim(a - Base, density: Gradient(0.01, 1));",
            "Output = Base + ((a - Base) - (a - Base));",
            "Output = Linear([(a, Gradient(0, 1)), (Base, 1)]);",
            "Output = Base;",
            "Output = Linear([(Base, 0), (a, 1)]);",
            "Output = Base + Gradient(0, 1) * (a - Base);",
        ];
        foreach (var recipe in recipes)
            Build("history", recipe).Should().BeEquivalentTo(Build(Guid.NewGuid().ToString(), recipe), recipe);
    }

    [Theory]
    [InlineData("for (var i = 0; i < 400; i++) m = Slerp(m, i % 2 == 0 ? a : b, 0.01);")]
    [InlineData("for (var i = 0; i < 40; i++) m = Base + Ties([m - Base, (i % 2 == 0 ? a : b) - Base], density: 0.5);")]
    [InlineData("for (var i = 0; i < 8; i++) m = Base + RegMean([m - Base, b - Base]);")]
    public void Deep_recipes_build_twice(string loop)
    {
        var recipe = $"var m = a; {loop} Output = m;";

        Build("deep", recipe).Should().BeEquivalentTo(Build("deep", recipe));
    }

    Dictionary<string, string> Build(string folder, string recipe)
    {
        Directory.CreateDirectory(_folder[folder]);
        File.WriteAllText(_folder[folder, "recipe.csx"], recipe);
        var models = new[] { "Base", "a", "b" }.SelectMany(model => new[] { "--model", $"{model}={_folder["models", model]}" });
        var (exitCode, text) = CommandLine.Run(["build", _folder[folder, "recipe.csx"], "--name", "merged", .. models]);
        exitCode.Should().Be(0, text);
        return Directory.EnumerateFiles(_folder[folder, "bin"]).ToDictionary(path => Path.GetFileName(path), path => Convert.ToBase64String(File.ReadAllBytes(path)));
    }
}
