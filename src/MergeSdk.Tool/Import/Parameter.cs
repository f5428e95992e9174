using System.Globalization;

namespace MergeSdk.Tool.Import;

/// <summary>A parameter as the recipe says it.</summary>
/// <param name="Code">The expression.</param>
/// <param name="Number">Its value, if it is one number for all tensors.</param>
sealed record Parameter(Code Code, double? Number)
{
    public static Parameter Of(double number) => new(Literal(number), number);

    public bool Is(double number) => Number == number;

    /// <summary>A number as people write it in C#.</summary>
    public static string Literal(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var exponent = text.IndexOf('E', StringComparison.Ordinal);
        return exponent < 0 ? text : text[..exponent] + "e" + int.Parse(text[(exponent + 1)..], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }
}
