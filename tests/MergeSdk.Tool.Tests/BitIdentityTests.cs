using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>The same inputs and recipe give the same bytes, whatever the processor and the number of threads.</summary>
public sealed class BitIdentityTests : IDisposable
{
    /// <summary>Task arithmetic, TIES, DARE, SLERP and a method of the recipe's own, on tensors of several blocks, with rounding to three element types.</summary>
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

    const string SelectionRecipe = """
        Seed = 7;
        var (u, v) = (a - Base, b - Base);
        var vectors = 0.2 * Sce([u, v], selectTopK: 0.4) + 0.2 * Ties([Della(u, density: 0.5), Breadcrumbs(v, density: 0.6, rescale: true)]) + 0.1 * RamPlus([u, v])
            + 0.1 * MagMax([u, v]) + 0.1 * NearSwap(u, t: 0.01) + 0.1 * ModelStock([u, v], filterWise: true) + 0.1 * LiNeS(Trim(v, 0.3, scope: Model), 0.2, 0.8)
            + 0.1 * Breadcrumbs(u, 0.6, 0.1, rescale: true, scope: Model) + 0.1 * Sce([u, v], 0.3, scope: Model);
        Output = Linear([
            (Base + vectors, 0.5), (ArceeFusion(Base, a), 0.2), (Karcher([a, b]), 0.1), (NuSlerp((a, 0.6), (b, 0.4), flatten: false, rowWise: true), 0.1), (MultiSlerp([(a, 0.5), (b, 0.5)]), 0.1)]);
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

    [Theory]
    [InlineData(Recipe)]
    [InlineData(SelectionRecipe)]
    public void Threads_and_instruction_sets_change_no_bit(string recipe)
    {
        var reference = Build("reference", recipe, threads: 1);

        Build("threads", recipe, threads: 8).Should().BeEquivalentTo(reference);
        // .NET renamed this switch in version 10; both are set.
        Build("no-avx512", recipe, threads: 2, "DOTNET_EnableAVX512", "DOTNET_EnableAVX512F").Should().BeEquivalentTo(reference);
        Build("no-avx2", recipe, threads: 2, "DOTNET_EnableAVX2").Should().BeEquivalentTo(reference);
        Build("no-simd", recipe, threads: 2, "DOTNET_EnableHWIntrinsic").Should().BeEquivalentTo(reference);
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
        Threads_and_instruction_sets_change_no_bit(MatrixRecipe);
    }

    Dictionary<string, string> Build(string name, string recipe, int threads, params string[] switchedOff)
    {
        Directory.CreateDirectory(_folder[name]);
        File.WriteAllText(_folder[name, "recipe.csx"], recipe);
        string[] models = ["Base", "a", "b"];
        var (exitCode, text) = ToolProcess.Run(
            [
                "build", _folder[name, "recipe.csx"], "--name", "merged", "--threads", $"{threads}",
                .. models.SelectMany(model => new[] { "--model", $"{model}={_folder["models", model]}" }),
            ],
            [.. switchedOff.Select(set => (set, "0"))]);
        exitCode.Should().Be(0, text);
        return Directory.EnumerateFiles(_folder[name, "bin"]).ToDictionary(
            path => Path.GetFileName(path),
            path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));
    }
}
