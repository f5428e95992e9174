using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace MergeSdk.Tensors;

/// <summary>The 128-bit hash of some content. Its text, also in JSON, is 32 lower-case hexadecimal digits, as <c>xxhsum -H2</c> prints them.</summary>
/// <param name="Upper">The more significant half, which comes first in the text. (Code with one number of 128 bits is not compiled ahead of time.)</param>
/// <param name="Lower">The other half.</param>
[JsonConverter(typeof(ContentHashJsonConverter))]
readonly record struct ContentHash(ulong Upper, ulong Lower)
{
    /// <summary>Size of a hash in bytes.</summary>
    public const int Bytes = 2 * sizeof(ulong);

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
        if (text is not { Length: Digits } || text.AsSpan().ContainsAnyExcept(s_hexadecimal))
            return false;
        hash = new ContentHash(Half(text.AsSpan(0, Digits / 2)), Half(text.AsSpan(Digits / 2)));
        return true;

        static ulong Half(ReadOnlySpan<char> digits) => ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    /// <summary>Reads the 16 bytes that <see cref="WriteTo"/> writes.</summary>
    public static ContentHash Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]));

    /// <summary>Writes it as 16 bytes, in the order of the digits.</summary>
    public void WriteTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Upper);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[sizeof(ulong)..], Lower);
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Upper:x16}{Lower:x16}");
}
