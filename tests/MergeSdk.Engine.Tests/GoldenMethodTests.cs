using System.Globalization;
using System.Text.Json;
using MergeSdk.Engine.Methods;
using MergeSdk.TestModels;

namespace MergeSdk.Engine.Tests;

/// <summary>Small cases computed by the reference implementation in float32.</summary>
public class GoldenMethodTests
{
    private const double Tolerance = 1e-6;

    private static readonly JsonElement s_golden = JsonDocument.Parse(File.ReadAllBytes(Repository.Golden("methods.json"))).RootElement;

    public static TheoryData<int> Cases(params string[] methods)
    {
        var cases = new TheoryData<int>();
        var index = 0;
        foreach (var golden in s_golden.GetProperty("cases").EnumerateArray())
        {
            if (methods.Contains(golden.GetProperty("method").GetString()))
                cases.Add(index);
            index++;
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases), new object[] { new[] { "linear", "slerp", "task_arithmetic", "ties" } })]
    public void Equals_the_reference_implementation(int index)
    {
        var golden = s_golden.GetProperty("cases")[index];
        var parameters = golden.GetProperty("params");
        var method = golden.GetProperty("method").GetString()!;
        using var merge = new TestMerge();

        if (golden.TryGetProperty("inputs", out var inputs))
        {
            foreach (var (text, i) in inputs.GetString()!.Split(',').Select((text, i) => (text, i)))
                merge.Model($"m{i}", Named(text));
        }
        else
        {
            if (method != "linear")
                merge.Model("base", Tensor(s_golden.GetProperty("base")));
            foreach (var (donor, i) in s_golden.GetProperty("donors").EnumerateArray().Select((tensor, i) => (tensor, i)))
                merge.Model($"m{i}", Tensor(donor));
        }
        double[] weights = golden.GetProperty("weights") is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(weight => weight.GetDouble())] : [];

        merge.Run(Expression(method, parameters, weights));

        var expected = Values(golden.GetProperty("out"));
        var actual = merge.Result()["x"].ToDoubles();
        actual.Should().HaveCount(expected.Length);
        for (var i = 0; i < expected.Length; i++)
            actual[i].Should().BeApproximately(expected[i], Tolerance, $"element {i} of {golden.GetProperty("method")} {parameters}");
    }

    private static Expression Expression(string method, JsonElement parameters, double[] weights)
    {
        double Get(string name, double otherwise) => parameters.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;
        bool Is(string name) => parameters.TryGetProperty(name, out var value) && value.GetBoolean();
        var deltas = weights.Select((_, i) => (Expression)new Subtract(new Input(i + 1), new Input(0))).ToList();
        var sum = weights.Sum();
        return method switch
        {
            "slerp" => new Slerp(new Input(0), new Input(1), Get("t", 0)),
            "linear" => new WeightedSum([.. weights.Select((_, i) => new Input(i))], [.. weights.Select(weight => weight / sum)]),
            "task_arithmetic" => new Add(
                new Input(0), new WeightedSum(deltas, [.. weights.Select(weight => weight * Get("lambda", 1) / (Is("normalize") ? sum : 1))])),
            "ties" => new Add(
                new Input(0),
                new SignConsensus([.. deltas.Select(delta => new Trim(delta, Get("density", 1), Is("rescale")))], weights, Is("normalize"), Get("lambda", 1))),
            _ => throw new ArgumentException(method, nameof(method)),
        };
    }

    /// <summary>An input as the cases write it: <c>base</c>, <c>-base</c>, <c>base*1.01</c>, <c>zeros</c>, <c>donor0</c>.</summary>
    private static Dictionary<string, PlainTensor> Named(string text)
    {
        var rows = s_golden.GetProperty("base");
        var factor = text switch
        {
            "base" => 1f,
            "-base" => -1f,
            "zeros" => 0f,
            _ when text.StartsWith("base*", StringComparison.Ordinal) => float.Parse(text[5..], CultureInfo.InvariantCulture),
            _ => 1f,
        };
        if (text.StartsWith("donor", StringComparison.Ordinal))
            rows = s_golden.GetProperty("donors")[int.Parse(text[5..], CultureInfo.InvariantCulture)];
        var tensor = Tensor(rows)["x"];
        return new() { ["x"] = PlainTensor.F32(tensor.Shape, [.. tensor.ToDoubles().Select(value => (float)value * factor)]) };
    }

    private static Dictionary<string, PlainTensor> Tensor(JsonElement rows)
    {
        float[] values = [.. Values(rows).Select(value => (float)value)];
        return new() { ["x"] = PlainTensor.F32([rows.GetArrayLength(), values.Length / rows.GetArrayLength()], values) };
    }

    private static double[] Values(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().SelectMany(Values)] : [value.GetDouble()];
}
