using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Tests.Graph;

/// <summary>Every method that there is, with parameters by their types alone, and everything that can differ in one.</summary>
static class MethodExamples
{
    public static readonly TensorType Matrix = new(DType.Float32, new TensorShape(4, 6));

    public static IEnumerable<string> Names => TestMerge.Methods.Methods.Select(method => method.Name);

    public static MethodDescriptor Find(string name) => TestMerge.Methods.Find(name)!;

    public static Method Of(string name) => Create(name, []);

    /// <summary>The method with each parameter changed in each way, one at a time.</summary>
    public static IEnumerable<(string Change, Method Method)> Variants(string name) =>
        from parameter in Find(name).Parameters
        from value in Values(parameter.Type).Skip(1)
        select ($"{parameter.Name}: {value ?? "null"}", Create(name, new() { [parameter] = value }));

    /// <summary>The method applied to inputs, two unless it is an input itself.</summary>
    public static Node Apply(Method method, NodeTable table, TensorType? type = null) =>
        table.Add(method, method is Input ? [] : [table.Input(0, type ?? Matrix), table.Input(1, type ?? Matrix)]);

    static Method Create(string name, Dictionary<MethodParameter, object?> given) =>
        Find(name).Create([.. Find(name).Parameters.Select(parameter => given.TryGetValue(parameter, out var value) ? value : Values(parameter.Type)[0])]);

    /// <summary>Values of a type, no two of them alike; some are as near to each other as can be.</summary>
    static object?[] Values(Type type) => type switch
    {
        _ when Nullable.GetUnderlyingType(type) is { } given => [.. Values(given), null],
        _ when type == typeof(double) => [0.5, Math.BitIncrement(0.5), -0.5, 0.0, 1.0, double.Epsilon],
        _ when type == typeof(long) => [3L, 4L, -3L, 3L + (1L << 32), long.MinValue],
        _ when type == typeof(int) => [2, 3, -2, 0],
        _ when type == typeof(bool) => [false, true],
        _ when type == typeof(string) => ["a", "b", "", "aa", "A", "å"],
        _ when type == typeof(Numbers) => [Numbers(0.5, 0.25), Numbers(0.25, 0.5), Numbers(0.5), Numbers(0.5, 0.25, 0), Numbers(), Numbers(0.5, Math.BitIncrement(0.25))],
        _ when type == typeof(TensorType) =>
        [
            Matrix, Matrix with { DType = DType.BFloat16 }, Matrix with { Shape = new TensorShape(6, 4) }, Matrix with { Shape = new TensorShape(24) },
            Matrix with { Shape = new TensorShape(4, 6, 1) }, Matrix with { Shape = new TensorShape(0, 6) },
        ],
        _ when type.IsEnum => [.. Enum.GetValues(type).Cast<object>()],
        _ => throw new NotSupportedException($"There are no examples for parameters of type {type} yet."),
    };

    static object Numbers(params double[] values) => new Numbers([.. values]);
}
