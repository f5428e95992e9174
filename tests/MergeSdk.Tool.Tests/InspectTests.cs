using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

public sealed class InspectTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public InspectTests()
    {
        foreach (var (model, seed) in new[] { ("base", 1), ("a", 2) })
        {
            ModelFolder.Write(_folder[model], new Dictionary<string, PlainTensor>
            {
                ["layers.2.weight"] = PlainTensor.Random("BF16", [30, 50], seed),
                ["layers.10.weight"] = PlainTensor.Random("BF16", [30], seed),
                ["norm"] = PlainTensor.Random("F32", [4], seed),
            });
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_is_summed_up_and_its_tensors_are_listed_when_asked_for()
    {
        string[] summary =
        [
            $"{_folder["base"]}: 3 tensors, 1,534 parameters, 3.1 kB in 1 file",
            "types: BF16 (2 tensors), F32 (1 tensor)",
        ];

        Inspect("base").Should().Equal(summary);
        Inspect("base", "--tensors").Should().Equal(
        [
            .. summary,
            "tensor             shape      dtype   size       file",
            "----------------   --------   -----   --------   -----------------",
            "layers.2.weight    [30, 50]   BF16    3.0 kB     model.safetensors",
            "layers.10.weight   [30]       BF16    60 bytes   model.safetensors",
            "norm               [4]        F32     16 bytes   model.safetensors",
        ]);
    }

    [Theory]
    [InlineData("Output = Base + 0.5 * (a - Base);", "Output = Base + 0.5 * (a - Base);")]
    [InlineData("var w = 0.5;\nOutput = Base\n    + w * (a - Base); \nSeed = 3;", "Output = Base + w * (a - Base);")]
    public void A_merged_model_tells_its_parents_and_what_they_are_merged_by(string recipe, string output)
    {
        File.WriteAllText(_folder["recipe.csx"], recipe);
        CommandLine.Run("build", _folder["recipe.csx"], "--model", $"base={_folder["base"]}", "--model", $"a={_folder["a"]}").ExitCode.Should().Be(0);

        Inspect("bin")[2..].Should().Equal("merged from: Base (base), a (a)", $"recipe: {output}");
    }

    string[] Inspect(string model, params string[] options)
    {
        var (exitCode, text) = CommandLine.Run(["inspect", _folder[model], .. options]);
        exitCode.Should().Be(0, text);
        return text.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
