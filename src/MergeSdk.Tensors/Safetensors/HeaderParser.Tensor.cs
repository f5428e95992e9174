using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace MergeSdk.Tensors;

// One tensor's entry: {"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}.
ref partial struct HeaderParser
{
    TensorInfo ParseTensor(string name)
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            throw BadEntry(name, $"expected an object with dtype, shape and data_offsets, found {_json.TokenType}");
        }
        DType? type = null;
        TensorShape? shape = null;
        (long Begin, long End)? range = null;
        HashSet<string>? others = null;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (_json.ValueTextEquals("dtype"u8))
            {
                RequireFirst(type is null, name, "dtype");
                type = ParseType(name);
            }
            else if (_json.ValueTextEquals("shape"u8))
            {
                RequireFirst(shape is null, name, "shape");
                shape = ParseShape(name);
            }
            else if (_json.ValueTextEquals("data_offsets"u8))
            {
                RequireFirst(range is null, name, "data_offsets");
                range = ParseRange(name);
            }
            else
            {
                // The reference parser passes over keys it does not know; so does this, once they are known to be unambiguous.
                var key = _json.GetString()!;
                RequireFirst((others ??= new(StringComparer.Ordinal)).Add(key), name, key);
                RequireFewKeys(others.Count, name);
                SkipValue(name);
            }
        }
        if (type is null || shape is null || range is null)
        {
            throw BadEntry(name, $"{(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")} is missing");
        }
        return Check(new TensorInfo(name, type.Value, shape.Value, range.Value.Begin), range.Value.End);
    }

    DType ParseType(string name)
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.String)
        {
            throw BadEntry(name, $"dtype must be a string, found {_json.TokenType}");
        }
        // No code is longer than 7 characters, 42 if all are escaped; without a string for each tensor a large header costs half.
        Span<char> code = stackalloc char[42];
        if (_json.ValueSpan.Length <= code.Length && DTypes.TryParse(code[.._json.CopyString(code)], out var type))
        {
            return type;
        }
        throw BadEntry(name, $"dtype {QuotedName.Of(_json.GetString()!)} is unknown; known are {DTypes.AllCodes}");
    }

    TensorShape ParseShape(string name)
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            throw BadEntry(name, $"shape must be an array, found {_json.TokenType}");
        }
        Span<long> dimensions = stackalloc long[MaxDimensions];
        var rank = 0;
        // Zero dimensions are left out of the product: an overflow that a zero would hide is an overflow for whoever multiplies in another order.
        var product = 1L;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (rank == MaxDimensions)
            {
                throw InputFile.Error(DiagnosticCodes.HeaderLimitExceeded, _path, $"tensor {QuotedName.Of(name)}: the shape has more than {MaxDimensions} dimensions, the most that are allowed");
            }
            var dimension = ParseUnsigned(name, "a dimension");
            dimensions[rank++] = dimension;
            var factor = Math.Max(dimension, 1);
            if (product > long.MaxValue / factor)
            {
                throw BadEntry(name, "the dimensions multiply to more than 2^63 - 1 elements");
            }
            product *= factor;
        }
        var shape = new TensorShape(dimensions[..rank]);
        if (_shapes.TryGetValue(shape, out var known))
        {
            return known;
        }
        _shapes.Add(shape);
        return shape;
    }

    (long Begin, long End) ParseRange(string name)
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            throw BadEntry(name, $"data_offsets must be an array, found {_json.TokenType}");
        }
        Span<long> offsets = stackalloc long[2];
        var count = 0;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            var offset = ParseUnsigned(name, "an offset");
            if (count == 2)
            {
                throw BadEntry(name, "data_offsets must be two numbers, found more");
            }
            offsets[count++] = offset;
        }
        return count == 2 ? (offsets[0], offsets[1]) : throw BadEntry(name, $"data_offsets must be two numbers, found {count}");
    }

    /// <summary>The current token as a whole number without sign, fraction or exponent. JSON itself rules out leading zeros.</summary>
    readonly long ParseUnsigned(string name, string what)
    {
        if (_json.TokenType == JsonTokenType.Number && Utf8Parser.TryParse(_json.ValueSpan, out ulong value, out var used) && used == _json.ValueSpan.Length && value <= long.MaxValue)
        {
            return (long)value;
        }
        var found = _json.TokenType == JsonTokenType.Number ? System.Text.Encoding.UTF8.GetString(_json.ValueSpan[..Math.Min(40, _json.ValueSpan.Length)]) : _json.TokenType.ToString();
        throw BadEntry(name, $"{what} must be a whole number from 0 to 2^63 - 1 in plain digits, found {found}");
    }

    /// <summary>Passes over a value of any kind, looking only for duplicate keys. The reader's limit on nesting bounds the recursion.</summary>
    void SkipValue(string name)
    {
        _json.Read();
        SkipCurrent(name);
    }

    void SkipCurrent(string name)
    {
        if (_json.TokenType == JsonTokenType.StartObject)
        {
            var keys = new HashSet<string>(StringComparer.Ordinal);
            while (NextKey(out var key))
            {
                RequireFirst(keys.Add(key), name, key);
                RequireFewKeys(keys.Count, name);
                SkipValue(name);
            }
        }
        else if (_json.TokenType == JsonTokenType.StartArray)
        {
            while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
            {
                SkipCurrent(name);
            }
        }
        else if (_json.TokenType == JsonTokenType.String)
        {
            // Unescaped only to find out whether it can be.
            _json.GetString();
        }
        else if (_json.TokenType == JsonTokenType.Number && !double.IsFinite(_json.GetDouble()))
        {
            throw BadEntry(name, "a number is too large for any reader");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly void RequireFirst(bool first, string name, string key)
    {
        if (!first)
        {
            throw Duplicate(key, $"tensor {QuotedName.Of(name)}");
        }
    }

    readonly MergeException BadEntry(string name, string what) =>
        InputFile.Error(DiagnosticCodes.InvalidTensorEntry, _path, $"tensor {QuotedName.Of(name)}: {what}. Save the model again with a safetensors library");
}
