using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>A build whose recipe was compiled before does not load the C# compiler: it works in a copy of the tool that has none.</summary>
public sealed class CompilerUseTests : IDisposable
{
    const string Recipe = """
        var half = Define("half", [a - Base], (inputs, output) =>
        {
            for (var i = 0; i < output.Length; i++)
                output[i] = inputs[0][i] / 2;
        });
        Output = Base + half + 0.25 * (b - Base);
        """;

    readonly TemporaryFolder _folder = new();
    readonly string _tool;

    public CompilerUseTests()
    {
        _tool = _folder["tool"];
        Directory.CreateDirectory(_tool);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(typeof(Commands).Assembly.Location)!))
        {
            var name = Path.GetFileName(file);
            // The list of dependencies would have the host ask for what is missing.
            if (!name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) && name != "mergesdk.deps.json")
                File.Copy(file, Path.Combine(_tool, name));
        }
        foreach (var (model, seed) in new[] { ("base", 1), ("a", 2), ("b", 3) })
            WriteModel(model, seed);
        File.WriteAllText(_folder["recipe.csx"], Recipe);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_compiler_is_loaded_only_to_compile()
    {
        RunWithoutCompiler("build").ExitCode.Should().NotBe(ExitCodes.Success, "nothing is compiled yet");
        ToolProcess.Run(Arguments("build")).Text.Should().Contain("2 merged");

        RunWithoutCompiler("plan").Text.Should().Contain("half");
        WriteModel("a", 4);
        var (exitCode, text) = RunWithoutCompiler("build");

        exitCode.Should().Be(ExitCodes.Success, text);
        text.Should().Contain("2 merged");
        var merged = File.ReadAllBytes(_folder["bin", "model.safetensors"]);
        Directory.Delete(_folder["bin"], recursive: true);
        Directory.Delete(_folder["obj"], recursive: true);
        ToolProcess.Run(Arguments("build")).ExitCode.Should().Be(ExitCodes.Success);
        merged.Should().Equal(File.ReadAllBytes(_folder["bin", "model.safetensors"]));
    }

    void WriteModel(string name, int seed) => ModelFolder.Write(
        _folder["models", name],
        Enumerable.Range(0, 2).ToDictionary(layer => $"layers.{layer}.weight", layer => PlainTensor.Random("BF16", [8, 8], seed + (10 * layer))));

    (int ExitCode, string Text) RunWithoutCompiler(string verb) => ToolProcess.RunCopy(Path.Combine(_tool, "mergesdk.dll"), Arguments(verb));

    string[] Arguments(string verb) =>
        [verb, _folder["recipe.csx"], .. new[] { "base", "a", "b" }.SelectMany(model => new[] { "--model", $"{model}={_folder["models", model]}" })];
}
