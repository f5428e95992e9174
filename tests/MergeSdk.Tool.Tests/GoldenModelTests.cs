using System.Text.Json;
using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>Whole models, merged by recipes and compared with what the reference implementation wrote.</summary>
public class GoldenModelTests
{
    public static TheoryData<string, string> Recipes => new()
    {
        { "linear-2/f32", "Output = Linear([(code, 0.6), (french, 0.4)]); OutputType = Float32;" },
        { "slerp-t05/f32", "Output = Slerp(code, french, t: 0.5); OutputType = Float32;" },
        { "ties-stable/f32", "Output = Base + Ties([code - Base, french - Base, prose - Base], density: 0.5); OutputType = Float32;" },
        { "task_arithmetic/f32", "Output = Base + 0.4 * (code - Base) + 0.4 * (french - Base) + 0.4 * (prose - Base); OutputType = Float32;" },
        { "passthrough-franken6/f32", "Output = Stack(code.Layers[0..3], french.Layers[1..4]); OutputType = Float32;" },
        {
            "slerp-gradient/f32",
            // The reference evaluates a gradient at its first value for tensors without a layer; here the only such tensors have a plain number.
            """
            Output = Slerp(code, french, t: ByName(
                ("*.self_attn.*", Gradient(0, 0.5, 0.3, 0.7, 1)), ("*.mlp.*", Gradient(1, 0.5, 0.7, 0.3, 0)), ("*", 0.5)));
            OutputType = Float32;
            """
        },
    };

    [Theory]
    [MemberData(nameof(Recipes))]
    public void Equals_the_reference_digest(string golden, string recipe)
    {
        using var folder = new TemporaryFolder();
        var merged = Merge(folder, recipe);

        ReferenceDigest.Check(merged, golden);
    }

    [SkippableTheory]
    [InlineData("linear-2/f32")]
    [InlineData("slerp-t05/f32")]
    [InlineData("ties-stable/f32")]
    [InlineData("task_arithmetic/f32")]
    public void Equals_the_reference_element_by_element(string golden)
    {
        var reference = ReferenceModel(golden);
        using var folder = new TemporaryFolder();
        var recipe = (string)Recipes.Single(row => (string)row[0] == golden)[1];

        var merged = Merge(folder, recipe);

        foreach (var (name, expected) in reference)
        {
            var (actual, wanted) = (merged[name].ToDoubles(), expected.ToDoubles());
            actual.Zip(wanted, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThanOrEqualTo(ReferenceDigest.Tolerance, name);
        }
    }

    [SkippableFact]
    public void Rounding_to_bfloat16_differs_from_the_reference_in_one_element_of_ten_thousand_at_most()
    {
        var reference = ReferenceModel("task_arithmetic/f32");
        using var folder = new TemporaryFolder();
        var merged = Merge(folder, "Output = Base + 0.4 * (code - Base) + 0.4 * (french - Base) + 0.4 * (prose - Base);");

        using var digest = JsonDocument.Parse(File.ReadAllBytes(Repository.Golden("mergekit", "task_arithmetic/f32-out-bf16", "digest.json")));
        var (apart, elements) = (0, 0);
        foreach (var (name, single) in reference)
        {
            var expected = PlainTensor.BF16(single.Shape, [.. single.ToDoubles().Select(value => (float)value)]);
            ReferenceDigest.Sha256(expected).Should().Be(digest.RootElement.GetProperty(name).GetProperty("sha256").GetString(), "this is what the reference wrote");
            elements += (int)expected.Count;
            apart += Enumerable.Range(0, (int)expected.Count).Count(i => BitConverter.ToUInt16(expected.Bytes, i * 2) != BitConverter.ToUInt16(merged[name].Bytes, i * 2));
        }
        apart.Should().BeLessThanOrEqualTo(elements / 10_000);
    }

    [Fact]
    public void The_quickstart_is_its_arithmetic_in_float64_rounded_once()
    {
        using var folder = new TemporaryFolder();
        var merged = Merge(folder, File.ReadAllText(Path.Combine(Repository.Root, "examples", "quickstart", "recipe.csx")));

        var inputs = new[] { "base", "code", "french", "prose" }.Select(name => ModelFolder.Read(Repository.Model(name))).ToList();
        var (apart, elements) = (0, 0);
        foreach (var (name, tensor) in merged)
        {
            var stored = inputs.Select(input => input[name].ToDoubles()).ToList();
            var values = tensor.ToDoubles();
            for (var i = 0; i < tensor.Count; i++)
            {
                var exact = stored[0][i] + (0.4 * (stored[1][i] - stored[0][i])) + (0.4 * (stored[2][i] - stored[0][i])) + (0.4 * (stored[3][i] - stored[0][i]));
                var (actual, expected) = (BitConverter.ToUInt16(tensor.Bytes, i * 2), PlainTensor.RoundToBFloat16(exact));
                // Where the sum all but cancels, one float32 rounding of its terms is many of the result's.
                if (Math.Abs(values[i] - exact) > Math.ScaleB(stored.Max(input => Math.Abs(input[i])), -22))
                    Math.Abs(Order(actual) - Order(expected)).Should().BeLessThanOrEqualTo(1, $"{name}[{i}]");
                apart += actual == expected ? 0 : 1;
                elements++;
            }
        }
        apart.Should().BeLessThanOrEqualTo(elements / 5_000);

        // Bit patterns in the order of the numbers they mean.
        static int Order(ushort bits) => (bits & 0x8000) == 0 ? bits : -(bits & 0x7fff);
    }

    static Dictionary<string, PlainTensor> ReferenceModel(string golden)
    {
        var path = Path.Combine(Repository.Root, "..", "shared", "golden", "mergekit", golden, "model.safetensors");
        Skip.IfNot(File.Exists(path), "The reference's whole models (16 MB) are not part of the repository.");
        return ModelFolder.ReadFile(path);
    }

    static Dictionary<string, PlainTensor> Merge(TemporaryFolder folder, string recipe)
    {
        File.WriteAllText(folder["recipe.csx"], recipe);
        string[] models = ["code", "french", "prose"];
        var (exitCode, text) = CommandLine.Run(
            ["build", folder["recipe.csx"], "--model", $"Base={Repository.Model("base")}", .. models.SelectMany(name => new[] { "--model", $"{name}={Repository.Model(name)}" })]);
        exitCode.Should().Be(0, text);
        return ModelFolder.Read(folder["bin"]);
    }
}
