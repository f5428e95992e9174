using System.Text;

namespace MergeSdk.TestModels;

/// <summary>A JSON value as RFC 8259 has it.</summary>
/// <param name="Kind">What it is: one of <c>{ [ " 0 t f n</c>.</param>
/// <param name="Text">Of a string its characters, unescaped; of a number its text.</param>
/// <param name="Members">Of an object its members, of an array its items without keys.</param>
public sealed record StrictJson(char Kind, string Text, IReadOnlyList<(string Key, StrictJson Value)> Members)
{
    public StrictJson? this[string key] => Kind == '{' ? Members.FirstOrDefault(member => member.Key == key).Value : null;

    /// <summary>Whether all strings in it are Unicode: whether their surrogates come in pairs, however they were written. Keys always are.</summary>
    public bool IsUnicode => IsPaired(Text) && Members.All(member => member.Value.IsUnicode);

    /// <summary>
    /// Reads a text that is one value and white space. Null if it is not JSON, not UTF-8, has a key that is not Unicode or occurs twice, or is deeper than 64 levels.
    /// </summary>
    public static StrictJson? Parse(ReadOnlySpan<byte> text)
    {
        var reader = new Reader(text);
        return reader.Value(0) is { } value && reader.AtEnd() ? value : null;
    }

    static bool IsPaired(string characters)
    {
        for (var i = 0; i < characters.Length; i++)
        {
            if (char.IsLowSurrogate(characters[i]) || (char.IsHighSurrogate(characters[i]) && (++i == characters.Length || !char.IsLowSurrogate(characters[i]))))
                return false;
        }
        return true;
    }

    /// <summary>Recursive descent straight from the grammar. Shares no code with the product, nor with the JSON reader that the product uses.</summary>
    ref struct Reader(ReadOnlySpan<byte> text)
    {
        const int MaxDepth = 64;

        readonly ReadOnlySpan<byte> _text = text;
        int _at = 0;

        public bool AtEnd() => Peek() == 0 && _at == _text.Length;

        public StrictJson? Value(int depth)
        {
            switch (Peek())
            {
                case (byte)'{':
                    return Object(depth + 1);
                case (byte)'[':
                    return Array(depth + 1);
                case (byte)'"':
                    return String() is { } characters ? new StrictJson('"', characters, []) : null;
                case (byte)'t':
                    return Word("true"u8) ? new StrictJson('t', "", []) : null;
                case (byte)'f':
                    return Word("false"u8) ? new StrictJson('f', "", []) : null;
                case (byte)'n':
                    return Word("null"u8) ? new StrictJson('n', "", []) : null;
                default:
                    return Number();
            }
        }

        StrictJson? Object(int depth)
        {
            if (depth > MaxDepth)
                return null;
            var members = new List<(string, StrictJson)>();
            var keys = new HashSet<string>();
            _at++;
            if (Take('}'))
                return new StrictJson('{', "", members);
            do
            {
                if (Peek() != '"' || String() is not { } key || !IsPaired(key) || !keys.Add(key) || !Take(':') || Value(depth) is not { } value)
                    return null;
                members.Add((key, value));
            }
            while (Take(','));
            return Take('}') ? new StrictJson('{', "", members) : null;
        }

        StrictJson? Array(int depth)
        {
            if (depth > MaxDepth)
                return null;
            var items = new List<(string, StrictJson)>();
            _at++;
            if (Take(']'))
                return new StrictJson('[', "", items);
            do
            {
                if (Value(depth) is not { } value)
                    return null;
                items.Add(("", value));
            }
            while (Take(','));
            return Take(']') ? new StrictJson('[', "", items) : null;
        }

        // [ minus ] int [ frac ] [ exp ]
        StrictJson? Number()
        {
            var start = _at;
            Is('-');
            if (!Is('0') && !Digits())
                return null;
            if (Is('.') && !Digits())
                return null;
            if (Is('e') || Is('E'))
            {
                if (!Is('+'))
                    Is('-');
                if (!Digits())
                    return null;
            }
            return new StrictJson('0', Encoding.ASCII.GetString(_text[start.._at]), []);
        }

        string? String()
        {
            var characters = new StringBuilder();
            for (_at++; _at < _text.Length;)
            {
                var first = _text[_at];
                if (first == '"')
                {
                    _at++;
                    return characters.ToString();
                }
                if (first < 0x20)
                    return null;
                if (first == '\\')
                {
                    if (Escape() is not { } escaped)
                        return null;
                    characters.Append(escaped);
                }
                else if (CodePoint() is { } point)
                {
                    characters.Append(char.ConvertFromUtf32(point));
                }
                else
                {
                    return null;
                }
            }
            return null;
        }

        char? Escape()
        {
            if (_at + 1 >= _text.Length)
                return null;
            var letter = (char)_text[_at + 1];
            if (letter != 'u')
            {
                _at += 2;
                var index = "\"\\/bfnrt".IndexOf(letter, StringComparison.Ordinal);
                return index < 0 ? null : "\"\\/\b\f\n\r\t"[index];
            }
            if (_at + 6 > _text.Length)
                return null;
            var value = 0;
            for (var i = 2; i < 6; i++)
            {
                var digit = (char)_text[_at + i];
                if (!char.IsAsciiHexDigit(digit))
                    return null;
                value = (value * 16) + (char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
            }
            _at += 6;
            return (char)value;
        }

        /// <summary>The code point at this place: the table of well-formed UTF-8 byte sequences in the Unicode standard.</summary>
        int? CodePoint()
        {
            var first = _text[_at];
            var (length, low, high) = first switch
            {
                < 0x80 => (1, 0, 0),
                >= 0xC2 and <= 0xDF => (2, 0x80, 0xBF),
                0xE0 => (3, 0xA0, 0xBF),
                0xED => (3, 0x80, 0x9F),
                >= 0xE1 and <= 0xEF => (3, 0x80, 0xBF),
                0xF0 => (4, 0x90, 0xBF),
                >= 0xF1 and <= 0xF3 => (4, 0x80, 0xBF),
                0xF4 => (4, 0x80, 0x8F),
                _ => (0, 0, 0),
            };
            if (length == 0 || _at + length > _text.Length)
                return null;
            var point = length == 1 ? first : first & (0x7F >> length);
            for (var i = 1; i < length; i++)
            {
                var next = _text[_at + i];
                if (next < (i == 1 ? low : 0x80) || next > (i == 1 ? high : 0xBF))
                    return null;
                point = (point << 6) | (next & 0x3F);
            }
            _at += length;
            return point;
        }

        /// <summary>The next byte that is not white space; 0 at the end.</summary>
        byte Peek()
        {
            while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
                _at++;
            return _at < _text.Length ? _text[_at] : (byte)0;
        }

        bool Take(char character)
        {
            Peek();
            return Is(character);
        }

        bool Is(char character)
        {
            var found = _at < _text.Length && _text[_at] == character;
            _at += found ? 1 : 0;
            return found;
        }

        bool Digits()
        {
            var start = _at;
            while (_at < _text.Length && char.IsAsciiDigit((char)_text[_at]))
                _at++;
            return _at > start;
        }

        bool Word(ReadOnlySpan<byte> word)
        {
            var found = _text[_at..].StartsWith(word);
            _at += found ? word.Length : 0;
            return found;
        }
    }
}
