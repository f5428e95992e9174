using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

public sealed class PlanCommandTests
{
    [Fact]
    public void A_plan_ends_with_the_work_it_is()
    {
        using var folder = new TemporaryFolder();
        foreach (var model in new[] { "base", "a" })
            ModelFolder.Write(folder[model], new Dictionary<string, PlainTensor> { ["copied"] = PlainTensor.Random("F32", [1000], 1), ["merged"] = PlainTensor.Random("BF16", [1000], 2) });
        File.WriteAllText(folder["recipe.csx"], "Output = Base + ByName((\"merged\", 0.5), (\"*\", 0)) * (a - Base);\nOutputType = Float32;");

        var (exitCode, text) = CommandLine.Run("plan", folder["recipe.csx"], "--model", $"base={folder["base"]}", "--model", $"a={folder["a"]}", "--threads", "2");

        exitCode.Should().Be(ExitCodes.Success, text);
        // Beside the program a tile of 4096 elements for each thread: two inputs of bfloat16, the output and seven registers of float32.
        text.TrimEnd().Split('\n')[^1].TrimEnd().Should().Be("2 tensors: 8.0 kB to read, 8.0 kB to write, about 80.3 MB of memory");
    }

    [Fact]
    public void Tensors_that_read_alike_have_the_texts_they_would_have_alone()
    {
        using var folder = new TemporaryFolder();
        foreach (var model in new[] { "base", "a" })
            ModelFolder.Write(folder[model], Enumerable.Range(0, 4).ToDictionary(i => $"layers.{i}.weight", i => PlainTensor.Random("BF16", [10], i)));
        File.WriteAllText(folder["recipe.csx"], "Output = Stack(Base.Layers[..2], Average(Base, a).Layers[1..3], a.Layers[3..]);");

        var (exitCode, text) = CommandLine.Run("plan", folder["recipe.csx"], "--model", $"base={folder["base"]}", "--model", $"a={folder["a"]}");

        exitCode.Should().Be(ExitCodes.Success, text);
        text.Split('\n').Where(line => line.StartsWith("layers.", StringComparison.Ordinal)).Select(line => line.Split("   ", StringSplitOptions.RemoveEmptyEntries)[1].Trim()).Should().Equal(
            "Base",
            "Base",
            "(0.5 * Base[layers.1.weight] + 0.5 * a[layers.1.weight])",
            "(0.5 * Base[layers.2.weight] + 0.5 * a[layers.2.weight])",
            "a[layers.3.weight]");
    }
}
