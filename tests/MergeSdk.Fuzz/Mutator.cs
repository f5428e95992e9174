using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MergeSdk.Fuzz;

/// <summary>Makes inputs: each is a function of the seed and its number alone.</summary>
sealed class Mutator(int seed)
{
    // Bytes that mean something to a JSON parser are worth more tries than others.
    static readonly byte[] s_telling = Encoding.Latin1.GetBytes("{}[]\",:\\0123456789.eE+-utfnl \0\u0080\u00ff\u00c3\u00ed");

    static readonly string[] s_numbers =
    [
        "0", "1", "2", "3", "8", "-0", "-1", "00", "01", "1.0", "1e0", "1E2", "0.5", "-", "+1", "1.", ".5", "1e", "1e999", "9007199254740993", "4294967296", "2147483648",
        "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "99999999999999999999999999", "1152921504606846976",
    ];

    static readonly string[] s_strings =
    [
        "", "a", "b", "x", "dtype", "shape", "data_offsets", "__metadata__", "weight_map", "metadata", "total_size", "BOOL", "F4", "F6_E2M3", "F6_E3M2", "U8", "I8", "F8_E5M2",
        "F8_E4M3", "F8_E8M0", "I16", "U16", "F16", "BF16", "I32", "U32", "F32", "C64", "F64", "I64", "U64", "f32", "F32 ", "m-1.safetensors", "../m-1.safetensors", ".safetensors",
        "\\ud800", "\\udc00", "\\ud83d\\ude00", "\\ude00\\ud83d", "\\u0000", "\\n", "\\/", "\\x", "\\u12", "é", "\u0085", "\u007f", "\u2028", "\uFEFF", "\uD83D\uDE00",
    ];

    static readonly string[] s_values = ["null", "true", "false", "[]", "{}", "[0]", "[1,1]", "{\"a\":1}", "{\"a\":1,\"a\":2}", "nul", "NaN", "\"\"", "[[],[{}]]"];

    Random _random = new(seed);

    /// <summary>The input of this number.</summary>
    public FuzzInput Make(long number)
    {
        _random = new Random(HashCode(number));
        if (OneIn(6))
        {
            var index = Mutate(PickIndex(), PickIndex);
            return new FuzzInput(true, index, index.Length);
        }
        if (OneIn(40))
        {
            var other = MutateBytes(Pick(Corpus.Others), Pick(Corpus.Others));
            return new FuzzInput(false, other, other.Length);
        }
        var (text, dataBytes) = PickHeader();
        return File(Mutate(text, () => PickHeader().Text), dataBytes);
    }

    // What is sound already stays so more often, and only what stays so is compared in full.
    byte[] PickIndex() => Pick(OneIn(3) ? Corpus.BadIndexes : Corpus.SoundIndexes);

    (byte[] Text, long DataBytes) PickHeader()
    {
        var header = Pick(OneIn(3) ? Corpus.BadHeaders : Corpus.SoundHeaders);
        return header.Text.Length > Corpus.UsualLength && !OneIn(50) ? Corpus.SoundHeaders[^1] : header;
    }

    // Not System.HashCode, which differs from run to run.
    int HashCode(long number)
    {
        var mixed = ((ulong)number + ((ulong)(uint)seed << 40)) * 0x9E37_79B9_7F4A_7C15;
        return (int)((mixed ^ (mixed >> 29)) * 0xBF58_476D_1CE4_E5B9 >> 32);
    }

    /// <summary>Puts length and data around a header.</summary>
    FuzzInput File(byte[] text, long dataBytes)
    {
        var stated = (ulong)text.Length;
        if (OneIn(40))
            stated = Pick<ulong>([0, 1, 8, stated - 1, stated + 1, stated + 8, (ulong)_random.Next(text.Length + 1), 100_000_000, 100_000_001, 1UL << 63, ulong.MaxValue]);
        if (OneIn(4))
            dataBytes = LargestNumber(text);
        else if (OneIn(20))
            dataBytes = Math.Max(0, dataBytes + _random.Next(-3, 4));
        var start = new byte[8 + text.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(start, stated);
        text.CopyTo(start, 8);
        var length = start.Length + dataBytes;
        // Of a header that reaches into the data, all must be there.
        return new FuzzInput(false, start, stated > (ulong)text.Length ? start.Length : length);
    }

    static long LargestNumber(byte[] text)
    {
        var largest = 0L;
        foreach (var (start, length, kind) in Tokens(text))
        {
            if (kind == '0' && long.TryParse(text.AsSpan(start, length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                largest = Math.Max(largest, Math.Min(number, long.MaxValue - text.Length - 8));
        }
        return largest;
    }

    byte[] Mutate(byte[] text, Func<byte[]> another)
    {
        // Mostly one change: several rarely leave anything that gets far.
        do
            text = OneIn(6) ? MutateBytes(text, another()) : MutateTokens(text);
        while (OneIn(3));
        return text;
    }

    byte[] MutateBytes(byte[] bytes, byte[] another)
    {
        var at = _random.Next(bytes.Length + 1);
        var end = Math.Min(bytes.Length, at + _random.Next(1, 20));
        switch (_random.Next(8))
        {
            case 0 when at < bytes.Length:
                return Replace(bytes, at, 1, [(byte)(bytes[at] ^ (1 << _random.Next(8)))]);
            case 1 when at < bytes.Length:
                return Replace(bytes, at, 1, [Pick(s_telling)]);
            case 2:
                return Replace(bytes, at, 0, [OneIn(2) ? Pick(s_telling) : (byte)_random.Next(256)]);
            case 3:
                return Replace(bytes, at, end - at, []);
            case 4:
                return bytes[..at];
            case 5:
                return Replace(bytes, at, 0, bytes.AsSpan(at, end - at));
            case 6:
                var from = _random.Next(another.Length + 1);
                return Replace(bytes, at, bytes.Length - at, another.AsSpan(from, Math.Min(another.Length - from, Corpus.UsualLength)));
            default:
                return Replace(bytes, at, 0, " "u8);
        }
    }

    byte[] MutateTokens(byte[] text)
    {
        var tokens = Tokens(text);
        if (tokens.Count == 0)
            return Encoding.UTF8.GetBytes(Pick(s_values));
        var one = Pick(tokens);
        var other = Pick(tokens);
        switch (_random.Next(14))
        {
            case 0 or 1 when Any(tokens, '0') is { } number:
                return Replace(text, number, Pick(s_numbers));
            case 2 or 3 when Any(tokens, '0') is { } number:
                return Replace(text, number, Nudge(text.AsSpan(number.Start, number.Length)));
            case 4 when Any(tokens, '0') is { } first && Any(tokens, '0') is { } second:
                return Swap(text, first, second);
            case 5 when Any(tokens, '"') is { } name:
                return Replace(text, name, $"\"{Pick(s_strings)}\"");
            case 6 when Any(tokens, '"') is { } first && Any(tokens, '"') is { } second:
                return Replace(text, first.Start, first.Length, text.AsSpan(second.Start, second.Length));
            case 7 when Any(tokens, '"') is { } name:
                return Replace(text, name, Escape(text.AsSpan(name.Start, name.Length)));
            case 8 when Entry(tokens) is { } entry:
                var copy = text.AsSpan(entry.Start, entry.Length).ToArray();
                return Replace(text, entry.Start, OneIn(2) ? entry.Length : 0, OneIn(3) ? [] : [.. copy, .. ","u8, .. copy, .. OneIn(2) ? ","u8 : []]);
            case 9:
                return Replace(text, one, Pick(s_values));
            case 10:
                var depth = Pick([1, 2, 59, 60, 61, 62, 63, 64, 65, 300]);
                var (open, close) = OneIn(2) ? ("[", "]") : ("{\"x\":", "}");
                return [.. text[..one.Start], .. Repeat(open, depth), .. text[one.Start..(one.Start + one.Length)], .. Repeat(close, depth), .. text[(one.Start + one.Length)..]];
            case 11 when Any(tokens, '{') is { } brace:
                return Replace(text, brace.Start + 1, 0, Encoding.UTF8.GetBytes($"\"{Pick(s_strings)}\":{Pick(OneIn(2) ? s_values : s_numbers)},"));
            case 12:
                return Swap(text, one, other);
            default:
                return Replace(text, one.Start, one.Length, OneIn(2) ? [] : text.AsSpan(other.Start, other.Length));
        }
    }

    /// <summary>A member of an object whose value is an object, with its key.</summary>
    (int Start, int Length)? Entry(List<(int Start, int Length, char Kind)> tokens)
    {
        var first = _random.Next(tokens.Count);
        for (var i = first; i < tokens.Count - 2; i++)
        {
            if (tokens[i].Kind != '"' || tokens[i + 1].Kind != ':' || tokens[i + 2].Kind != '{')
                continue;
            var end = tokens.FindIndex(i, token => token.Kind == '}');
            return end < 0 ? null : (tokens[i].Start, tokens[end].Start + 1 - tokens[i].Start);
        }
        return null;
    }

    /// <summary>A number near another, or with a digit changed.</summary>
    string Nudge(ReadOnlySpan<byte> number)
    {
        if (long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < long.MaxValue / 4)
            value = _random.Next(4) switch { 0 => value + 1, 1 => value - 1, 2 => value * 2, _ => value / 2 };
        else
            return Encoding.Latin1.GetString(number) + _random.Next(10).ToString(CultureInfo.InvariantCulture);
        return value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Some characters, or all, as escapes: the same string to a JSON parser.</summary>
    string Escape(ReadOnlySpan<byte> quoted)
    {
        var escaped = new StringBuilder();
        var all = OneIn(2);
        foreach (var character in Encoding.UTF8.GetString(quoted))
            escaped.Append(char.IsAsciiLetterOrDigit(character) && (all || OneIn(4)) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}") : character.ToString());
        return escaped.ToString();
    }

    /// <summary>The tokens of a text that may be JSON no longer: strings, numbers and words, punctuation.</summary>
    static List<(int Start, int Length, char Kind)> Tokens(ReadOnlySpan<byte> text)
    {
        var tokens = new List<(int, int, char)>();
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            var first = (char)text[i++];
            if (first is ' ' or '\n' or '\r' or '\t')
                continue;
            if (first == '"')
            {
                while (i < text.Length && text[i] != '"')
                    i += text[i] == '\\' ? 2 : 1;
                i = Math.Min(i + 1, text.Length);
                tokens.Add((start, i - start, '"'));
            }
            else if (char.IsAsciiLetterOrDigit(first) || first is '-' or '.')
            {
                while (i < text.Length && (char.IsAsciiLetterOrDigit((char)text[i]) || text[i] is (byte)'.' or (byte)'-' or (byte)'+'))
                    i++;
                tokens.Add((start, i - start, char.IsAsciiLetter(first) ? 'a' : '0'));
            }
            else
            {
                tokens.Add((start, 1, first));
            }
        }
        return tokens;
    }

    /// <summary>One of the tokens of a kind: the next from a random place on.</summary>
    (int Start, int Length)? Any(List<(int Start, int Length, char Kind)> tokens, char kind)
    {
        var first = _random.Next(tokens.Count);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[(first + i) % tokens.Count];
            if (token.Kind == kind)
                return (token.Start, token.Length);
        }
        return null;
    }

    static byte[] Swap(byte[] text, (int Start, int Length) one, (int Start, int Length) other)
    {
        var (left, right) = one.Start <= other.Start ? (one, other) : (other, one);
        return left == right
            ? text
            : [.. text[..left.Start], .. text[right.Start..(right.Start + right.Length)], .. text[(left.Start + left.Length)..right.Start],
                .. text[left.Start..(left.Start + left.Length)], .. text[(right.Start + right.Length)..]];
    }

    static byte[] Swap(byte[] text, (int Start, int Length, char Kind) one, (int Start, int Length, char Kind) other) =>
        Swap(text, (one.Start, one.Length), (other.Start, other.Length));

    static byte[] Replace(byte[] text, (int Start, int Length) token, string by) => Replace(text, token.Start, token.Length, Encoding.UTF8.GetBytes(by));

    static byte[] Replace(byte[] text, (int Start, int Length, char Kind) token, string by) => Replace(text, (token.Start, token.Length), by);

    static byte[] Replace(byte[] text, int start, int length, ReadOnlySpan<byte> by)
    {
        var result = new byte[text.Length - length + by.Length];
        text.AsSpan(0, start).CopyTo(result);
        by.CopyTo(result.AsSpan(start));
        text.AsSpan(start + length).CopyTo(result.AsSpan(start + by.Length));
        return result;
    }

    static byte[] Repeat(string text, int count) => Encoding.UTF8.GetBytes(new StringBuilder().Insert(0, text, count).ToString());

    bool OneIn(int times) => _random.Next(times) == 0;

    T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
