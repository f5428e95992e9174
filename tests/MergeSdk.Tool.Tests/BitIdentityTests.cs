using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>The same inputs and recipe give the same bytes, whatever the processor and the number of threads.</summary>
public sealed class BitIdentityTests : IDisposable
{
    /// <summary>Every method, on tensors of several blocks, with rounding to three element types.</summary>
    const string Recipe = """
        Seed = 7;
        var (u, v) = (a - Base, b - Base);
        var ties = Base + Ties([(Dare(u, density: 0.4), 0.6), (Trim(v, density: 0.3, rescale: true), 0.7), (v, 0.2)], density: 0.7);
        var slerp = Slerp(ties, Linear([(a, 0.3), (b, 0.9)]), t: Gradient(0.1, 0.8));
        var own = Define("own", [u, v], sums: 1, (inputs, sums) =>
        {
            foreach (var value in inputs[1])
                sums[0] += Math.Abs(value);
        }, (inputs, sums, output) =>
        {
            for (var i = 0; i < output.Length; i++)
                output[i] = inputs[0][i] * (float)(20 * sums[0] / inputs.Shape.ElementCount);
        });
        Output = Stack(slerp.Layers[..1], (Base + 0.3 * own - Dare(v, density: 0.5, rescale: DareRescale.Density)).Layers[1..]);
        """;

    const string MatrixRecipe = """
        var (u, v) = (a - Base, b - Base);
        Output = Base + 0.3 * RegMean([u, v]) + 0.3 * TsvMerge([u, v]) + 0.3 * IsoC([u, v]);
        """;

    readonly TemporaryFolder _folder = new();

    public BitIdentityTests()
    {
        string[] dtypes = ["BF16", "F32", "F16"];
        foreach (var (model, seed) in new[] { ("Base", 1), ("a", 2), ("b", 3) })
        {
            var tensors = new Dictionary<string, PlainTensor> { ["embed.weight"] = PlainTensor.Random("BF16", [301, 997], seed) };
            foreach (var layer in Enumerable.Range(0, 2))
            {
                foreach (var (dtype, i) in dtypes.Select((dtype, i) => (dtype, i)))
                    tensors[$"layers.{layer}.w{i}.weight"] = PlainTensor.Random(dtype, [700 + i, 1501], seed + (10 * layer) + (100 * i));
            }
            ModelFolder.Write(_folder["models", model], tensors);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Threads_and_instruction_sets_change_no_bit()
    {
        var reference = Build("reference", threads: 1);

        Build("threads", threads: 8).Should().BeEquivalentTo(reference);
        Build("no-avx512", threads: 2, "DOTNET_EnableAVX512F").Should().BeEquivalentTo(reference);
        Build("no-avx2", threads: 2, "DOTNET_EnableAVX2").Should().BeEquivalentTo(reference);
        Build("no-simd", threads: 2, "DOTNET_EnableHWIntrinsic").Should().BeEquivalentTo(reference);
    }

    [Fact]
    public void Threads_and_instruction_sets_change_no_bit_of_matrix_methods()
    {
        foreach (var (model, seed) in new[] { ("Base", 1), ("a", 2), ("b", 3) })
        {
            ModelFolder.Write(_folder["models", model], new Dictionary<string, PlainTensor>
            {
                ["wide.weight"] = PlainTensor.Random("F32", [150, 411], seed),
                ["tall.weight"] = PlainTensor.Random("BF16", [300, 61], seed + 10),
            });
        }
        var reference = Build("reference", threads: 1, recipe: MatrixRecipe);

        Build("threads", threads: 8, recipe: MatrixRecipe).Should().BeEquivalentTo(reference);
        Build("no-avx512", threads: 2, "DOTNET_EnableAVX512F", MatrixRecipe).Should().BeEquivalentTo(reference);
        Build("no-avx2", threads: 2, "DOTNET_EnableAVX2", MatrixRecipe).Should().BeEquivalentTo(reference);
        Build("no-simd", threads: 2, "DOTNET_EnableHWIntrinsic", MatrixRecipe).Should().BeEquivalentTo(reference);
    }

    Dictionary<string, string> Build(string name, int threads, string? switchedOff = null, string recipe = Recipe)
    {
        Directory.CreateDirectory(_folder[name]);
        File.WriteAllText(_folder[name, "recipe.csx"], recipe);
        string[] models = ["Base", "a", "b"];
        var (exitCode, text) = ToolProcess.Run(
            [
                "build", _folder[name, "recipe.csx"], "--name", "merged", "--threads", $"{threads}",
                .. models.SelectMany(model => new[] { "--model", $"{model}={_folder["models", model]}" }),
            ],
            switchedOff is null ? [] : [(switchedOff, "0")]);
        exitCode.Should().Be(0, text);
        return Directory.EnumerateFiles(_folder[name, "bin"]).ToDictionary(
            path => Path.GetFileName(path),
            path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));
    }
}
