using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>The values that settings and parameters take by name, from how else people write them.</summary>
static class TypeNames
{
    static readonly DType[] s_arithmetic = [.. Enum.GetValues<DType>().Where(type => type.IsArithmetic())];

    /// <summary>The element type meant by <c>bfloat16</c>, <c>bf16</c> or <c>fp32</c>; null if none is near.</summary>
    public static string? NearestDType(string text) =>
        Spelling.Nearest(text, s_arithmetic.Select(type => type.ToString())) is { } name ? name
        : Spelling.Nearest(text, s_arithmetic.Select(type => type.Code())) is { } code && DTypes.TryParse(code, out var type) ? type.ToString()
        : null;

    /// <summary>How a recipe writes the value of a type that is meant by a text, or all its values; null if it is no type of named values.</summary>
    public static (string? Nearest, string All)? Value(string type, string text)
    {
        IEnumerable<string>? values = type switch
        {
            nameof(DType) => s_arithmetic.Select(value => value.ToString()),
            nameof(MissingTensors) => Enum.GetNames<MissingTensors>(),
            nameof(TrimScope) => Enum.GetNames<TrimScope>(),
            nameof(DareRescale) => Enum.GetNames<DareRescale>(),
            "bool" => ["true", "false"],
            _ => null,
        };
        if (values is null)
            return null;
        var prefix = type == nameof(DareRescale) ? "DareRescale." : "";
        var nearest = type == nameof(DType) ? NearestDType(text) : Spelling.Nearest(text, values);
        return (nearest is null ? null : prefix + nearest, string.Join(", ", values.Select(value => prefix + value)));
    }
}
