using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace MergeSdk.Tensors;

/// <summary>The 128-bit hash of some content. Its text, also in JSON, is 32 lower-case hexadecimal digits, as <c>xxhsum -H2</c> prints them.</summary>
/// <param name="Value">The hash as a number; the text shows its most significant digit first.</param>
[JsonConverter(typeof(ContentHashJsonConverter))]
public readonly record struct ContentHash(UInt128 Value)
{
    /// <summary>Size of a hash in bytes.</summary>
    public const int Bytes = 16;

    const int Digits = 2 * Bytes;
    static readonly SearchValues<char> s_hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>Reads the 32 lower-case hexadecimal digits that <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is anything else.</exception>
    public static ContentHash Parse(string text) =>
        TryParse(text, out var hash) ? hash : throw new FormatException($"'{text}' is not a content hash: 32 lower-case hexadecimal digits are expected.");

    /// <summary>Reads the 32 lower-case hexadecimal digits that <see cref="ToString"/> writes; false for anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ContentHash hash)
    {
        hash = default;
        if (text is not { Length: Digits } || text.AsSpan().ContainsAnyExcept(s_hexadecimal)
            || !UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }
        hash = new ContentHash(value);
        return true;
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
