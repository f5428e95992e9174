using System.Text.Json;
using System.Text.Unicode;

namespace MergeSdk.Tensors;

/// <summary>
/// Reads a safetensors header from its JSON text in one forward pass, without a document tree: headers of 100,000 tensors are real, and most of a tree
/// would be thrown away. Keys are compared after unescaping, so that <c>"a"</c> and <c>"\u0061"</c> are duplicates.
/// </summary>
ref partial struct HeaderParser
{
    const int MaxDepth = 64;
    const int MaxDimensions = 16;

    // Of an object that is not the header itself. Real ones have a few.
    const int MaxKeys = 100_000;

    const string MetadataKey = "__metadata__";

    readonly string _path;
    readonly long _dataBytes;
    readonly List<TensorInfo> _tensors = [];

    // A hundred thousand tensors have a dozen shapes.
    readonly HashSet<TensorShape> _shapes = [];
    Utf8JsonReader _json;
    IReadOnlyDictionary<string, string> _metadata = HeaderContent.NoMetadata;

    HeaderParser(ReadOnlySpan<byte> header, string path, long dataBytes)
    {
        _json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = MaxDepth });
        _path = path;
        _dataBytes = dataBytes;
    }

    /// <param name="header">The JSON text.</param>
    /// <param name="path">For messages.</param>
    /// <param name="dataBytes">Size of the file's data section, which the tensors must fill.</param>
    public static HeaderContent Parse(ReadOnlySpan<byte> header, string path, long dataBytes)
    {
        if (!Utf8.IsValid(header))
        {
            throw InputFile.Error(DiagnosticCodes.InvalidHeader, path, "the header is not valid UTF-8 text; the file is damaged, download it again");
        }
        var parser = new HeaderParser(header, path, dataBytes);
        try
        {
            parser.ParseHeader();
        }
        catch (JsonException exception)
        {
            throw parser.Invalid($"is not valid JSON at byte {parser._json.BytesConsumed}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // System.Text.Json's answer to an escaped lone surrogate, such as "\ud800".
            throw parser.Invalid($"has text at byte {parser._json.TokenStartIndex} that is not valid Unicode", exception);
        }
        return new HeaderContent(parser.Layout(), parser._metadata);
    }

    void ParseHeader()
    {
        Expect(JsonTokenType.StartObject, "an object");
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (NextKey(out var name))
        {
            if (!names.Add(name))
            {
                throw Duplicate(name, "the header");
            }
            if (name == MetadataKey)
            {
                ParseMetadata();
            }
            else
            {
                CheckName(name);
                _tensors.Add(ParseTensor(name));
            }
        }
        // Anything but white space after the object makes this throw.
        _json.Read();
    }

    void ParseMetadata()
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null)
        {
            return;
        }
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            throw Invalid($"has {MetadataKey} that is not an object");
        }
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        while (NextKey(out var key))
        {
            Expect(JsonTokenType.String, $"a string as {MetadataKey} {QuotedName.Of(key)}");
            if (!metadata.TryAdd(key, _json.GetString()!))
            {
                throw Duplicate(key, MetadataKey);
            }
            RequireFewKeys(metadata.Count, MetadataKey);
        }
        _metadata = metadata;
    }

    readonly void CheckName(string name)
    {
        if (name.Length == 0)
        {
            throw InputFile.Error(DiagnosticCodes.InvalidTensorName, _path, "a tensor has an empty name; save the model again with names");
        }
        foreach (var character in name)
        {
            if (char.IsControl(character))
            {
                throw InputFile.Error(DiagnosticCodes.InvalidTensorName, _path, $"the tensor name {QuotedName.Of(name)} contains a control character; rename the tensor");
            }
        }
    }

    /// <summary>Reads the next key of the current object, or its end.</summary>
    bool NextKey(out string key)
    {
        _json.Read();
        var found = _json.TokenType == JsonTokenType.PropertyName;
        key = found ? _json.GetString()! : "";
        return found;
    }

    void Expect(JsonTokenType type, string what)
    {
        _json.Read();
        if (_json.TokenType != type)
        {
            throw Invalid($"has {_json.TokenType} at byte {_json.TokenStartIndex} where {what} must be");
        }
    }

    readonly void RequireFewKeys(int count, string name)
    {
        if (count > MaxKeys)
        {
            throw InputFile.Error(DiagnosticCodes.HeaderLimitExceeded, _path, $"{QuotedName.Of(name)} has an object of more than {MaxKeys} keys, the most that are allowed");
        }
    }

    readonly MergeException Duplicate(string key, string where) =>
        InputFile.Error(DiagnosticCodes.DuplicateKey, _path, $"the key {QuotedName.Of(key)} occurs twice in {where}, so its value is ambiguous; save the model again");

    readonly MergeException Invalid(string what, Exception? inner = null) =>
        InputFile.Error(DiagnosticCodes.InvalidHeader, _path, $"the header {what}; the file is damaged or was not written by a safetensors library, download it again", inner);
}
