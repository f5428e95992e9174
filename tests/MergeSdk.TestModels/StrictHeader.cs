using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace MergeSdk.TestModels;

/// <summary>A tensor as a header has it.</summary>
public sealed record StrictTensor(string Name, string DType, long[] Shape, long Begin, long End);

/// <summary>
/// A safetensors header read straight from the format's description, by the strictest reading of it and with MergeSdk's documented limits.
/// It judges the product's own reader, and shares no code with it.
/// </summary>
public sealed record StrictHeader(IReadOnlyList<StrictTensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    const int MaxKeys = 100_000;

    static readonly Dictionary<string, int> s_bits = new()
    {
        ["BOOL"] = 8,
        ["F4"] = 4,
        ["F6_E2M3"] = 6,
        ["F6_E3M2"] = 6,
        ["U8"] = 8,
        ["I8"] = 8,
        ["F8_E5M2"] = 8,
        ["F8_E4M3"] = 8,
        ["F8_E8M0"] = 8,
        ["I16"] = 16,
        ["U16"] = 16,
        ["F16"] = 16,
        ["BF16"] = 16,
        ["I32"] = 32,
        ["U32"] = 32,
        ["F32"] = 32,
        ["C64"] = 64,
        ["F64"] = 64,
        ["I64"] = 64,
        ["U64"] = 64,
    };

    /// <summary>Reads the start of a file; null if the file must be refused.</summary>
    /// <param name="start">At least the length and the header.</param>
    /// <param name="fileLength">The whole file's length in bytes.</param>
    public static StrictHeader? Read(ReadOnlySpan<byte> start, long fileLength)
    {
        if (fileLength < 8)
            return null;
        var length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length == 0 || length > 100_000_000 || length > (ulong)fileLength - 8)
            return null;
        var text = start.Slice(8, (int)length);
        return text[0] == '{' && StrictJson.Parse(text) is { IsUnicode: true } json ? Of(json, fileLength - 8 - (long)length) : null;
    }

    static StrictHeader? Of(StrictJson json, long dataBytes)
    {
        var tensors = new List<StrictTensor>();
        var metadata = new Dictionary<string, string>();
        foreach (var (key, value) in json.Members)
        {
            if (key == "__metadata__")
            {
                if (value.Kind is not ('{' or 'n') || value.Members.Count > MaxKeys || value.Members.Any(member => member.Value.Kind != '"'))
                    return null;
                metadata = value.Members.ToDictionary(member => member.Key, member => member.Value.Text);
            }
            else if (Tensor(key, value) is { } tensor)
            {
                tensors.Add(tensor);
            }
            else
            {
                return null;
            }
        }
        tensors = [.. tensors.OrderBy(tensor => tensor.Begin).ThenBy(tensor => tensor.End).ThenBy(tensor => tensor.Name, StringComparer.Ordinal)];
        var covered = 0L;
        foreach (var tensor in tensors)
        {
            if (tensor.Begin != covered)
                return null;
            covered = tensor.End;
        }
        return covered == dataBytes ? new StrictHeader(tensors, metadata) : null;
    }

    static StrictTensor? Tensor(string name, StrictJson entry)
    {
        if (name.Length == 0 || name.Any(character => character < ' ' || character is >= '\u007f' and < '\u00a0'))
            return null;
        if (entry.Members.Count - 3 > MaxKeys || entry.Members.Any(member => IsBeyondLimits(member.Value)) || entry["dtype"] is not { Kind: '"' } type || !s_bits.TryGetValue(type.Text, out var bits))
            return null;
        if (Integers(entry["shape"]) is not { Length: <= 16 } shape || Integers(entry["data_offsets"]) is not [var begin, var end])
            return null;
        // Without zeros: a product that only a zero keeps small is refused.
        var elements = shape.Aggregate(BigInteger.One, (product, dimension) => product * (dimension == 0 ? 1 : dimension));
        if (elements > long.MaxValue || elements * bits / 8 > long.MaxValue)
            return null;
        var size = shape.Contains(0) ? 0 : elements * bits;
        return size % 8 == 0 && size / 8 == (BigInteger)end - begin ? new StrictTensor(name, type.Text, shape, begin, end) : null;
    }

    /// <summary>Whether an object, anywhere, has too many keys, or a number is beyond float64: readers that do not pass over it cannot take it.</summary>
    static bool IsBeyondLimits(StrictJson value) =>
        (value.Kind == '{' && value.Members.Count > MaxKeys) || value.Members.Any(member => IsBeyondLimits(member.Value)) || (value.Kind == '0' && !double.IsFinite(double.Parse(value.Text, CultureInfo.InvariantCulture)));

    /// <summary>An array of integers from 0 to 2^63 - 1, in digits alone.</summary>
    static long[]? Integers(StrictJson? array)
    {
        if (array is not { Kind: '[' })
            return null;
        var numbers = new long[array.Members.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            var (_, item) = array.Members[i];
            if (item.Kind != '0' || item.Text.Length > 19 || !item.Text.All(char.IsAsciiDigit))
                return null;
            var value = item.Text.Aggregate(0UL, (sum, digit) => (sum * 10) + (ulong)(digit - '0'));
            if (value > long.MaxValue)
                return null;
            numbers[i] = (long)value;
        }
        return numbers;
    }
}
