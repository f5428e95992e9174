using System.Security.Cryptography;
using System.Text.Json;
using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>Compares a merged model with what the reference implementation wrote, by the digest of every tensor.</summary>
static class ReferenceDigest
{
    /// <summary>What float32 arithmetic in another order makes of numbers of this size.</summary>
    public const double Tolerance = 1e-6;

    /// <param name="merged">The merged model.</param>
    /// <param name="golden">The case, such as <c>linear-2/f32</c>.</param>
    public static void Check(IReadOnlyDictionary<string, PlainTensor> merged, string golden)
    {
        var precision = Precision.Of(golden);
        using var digest = JsonDocument.Parse(File.ReadAllBytes(Repository.Golden("mergekit", golden, "digest.json")));
        merged.Keys.Should().BeEquivalentTo(digest.RootElement.EnumerateObject().Select(entry => entry.Name));
        foreach (var entry in digest.RootElement.EnumerateObject())
        {
            var (tensor, expected) = (merged[entry.Name], entry.Value);
            tensor.DType.Should().Be(Code(expected.GetProperty("dtype").GetString()!));
            tensor.Shape.Should().Equal(expected.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt64()));
            if (tensor.DType == "F32")
                CheckValues(entry.Name, tensor, expected, precision);
            else
                CheckRoundedValues(entry.Name, tensor, expected);
            if (golden.StartsWith("passthrough", StringComparison.Ordinal))
                Sha256(tensor).Should().Be(expected.GetProperty("sha256").GetString(), $"{entry.Name} is a plain copy");
        }
    }

    public static string Sha256(PlainTensor tensor) => Convert.ToHexStringLower(SHA256.HashData(tensor.Bytes));

    static void CheckValues(string name, PlainTensor tensor, JsonElement expected, Precision precision)
    {
        var values = tensor.ToDoubles();
        values.Sum().Should().BeApproximately(expected.GetProperty("sum").GetDouble(), precision.Relative * values.Length, name);
        var norm = expected.GetProperty("l2").GetDouble();
        Math.Sqrt(values.Sum(value => value * value)).Should().BeApproximately(norm, precision.Relative * Math.Max(1, norm), name);
        var apart = Samples(expected).Where(sample => Math.Abs(values[sample.Index] - sample.Value) > Math.Max(Tolerance, precision.PerElement * Math.Abs(sample.Value)));
        apart.Should().HaveCountLessThanOrEqualTo(precision.Flipped, name);
    }

    /// <summary>The reference may have computed in the type it wrote, where we round once.</summary>
    static void CheckRoundedValues(string name, PlainTensor tensor, JsonElement expected)
    {
        var values = tensor.ToDoubles();
        var (unit, size) = (tensor.DType == "BF16" ? Math.ScaleB(1, -7) : Math.ScaleB(1, -10), expected.GetProperty("l2").GetDouble() / Math.Sqrt(values.Length));
        foreach (var (index, value) in Samples(expected))
            values[index].Should().BeApproximately(value, unit * (Math.Abs(value) + (size / 4)), $"{name}[{index}]");
    }

    static IEnumerable<(int Index, double Value)> Samples(JsonElement expected) => expected.GetProperty("sample_index").EnumerateArray()
        .Zip(expected.GetProperty("sample").EnumerateArray(), (index, value) => (index.GetInt32(), value.GetDouble()));

    /// <summary>How near a merge can come to the reference's.</summary>
    /// <param name="Relative">Of sums and norms.</param>
    /// <param name="PerElement">Of elements, where that is more than <see cref="Tolerance"/>.</param>
    /// <param name="Flipped">How many samples of a tensor may be apart.</param>
    sealed record Precision(double Relative, double PerElement, int Flipped)
    {
        public static Precision Of(string golden) => golden.Split('/')[0] switch
        {
            // The reference sums norms and inner products in float32: in float64, lm_head of the nuslerp case has the norm 45.590355, and not 45.590479.
            "nuslerp" or "nuslerp-rowwise" or "multislerp" or "karcher" => new Precision(1e-5, 2e-5, 0),
            // The reference computes the divergence of almost equal rows in float32. It is off by up to a hundredth, and elements near the threshold fall on the other side.
            "arcee_fusion" => new Precision(1e-4, 0, 1),
            _ => new Precision(Tolerance, 0, 0),
        };
    }

    static string Code(string type) => type switch
    {
        "float32" => "F32",
        "float16" => "F16",
        "bfloat16" => "BF16",
        _ => type,
    };
}
