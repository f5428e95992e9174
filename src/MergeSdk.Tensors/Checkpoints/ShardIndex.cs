using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace MergeSdk.Tensors;

/// <summary>A <c>*.safetensors.index.json</c>: which shard has which tensor.</summary>
/// <param name="Shards">Shard by tensor name.</param>
/// <param name="TotalSize">Stated size of all tensors in bytes, if any. Kept as JSON has it: some tools write <c>1.6e10</c>.</param>
sealed record ShardIndex(IReadOnlyDictionary<string, string> Shards, double? TotalSize)
{
    public const string Suffix = ".safetensors.index.json";

    // No real index comes near, and a file that does is not one: those of 100,000 tensors have 10,000,000 bytes.
    const long MaxBytes = 50_000_000;

    // What separates or means something in a path on any system.
    static readonly SearchValues<char> s_pathCharacters = SearchValues.Create("/\\:*?\"<>|");

    public static ShardIndex Read(string path) => Parse(path, ReadText(path));

    /// <summary>Reads an index from its text.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="text">The file's content.</param>
    internal static ShardIndex Parse(string path, byte[] text)
    {
        try
        {
            if (!Utf8.IsValid(text))
            {
                throw new JsonException("the text is not valid UTF-8");
            }
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false });
            return Parse(path, document.RootElement);
        }
        catch (JsonException exception)
        {
            // A pointer or a web page in place of the index is as common as in place of a shard.
            var start = text.AsSpan(0, Math.Min(text.Length, ForeignFormat.PrefixBytes));
            var found = start.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] ? null : ForeignFormat.Recognize(start);
            // The exception's own message may quote the file, line breaks included.
            throw Invalid(path, found ?? $"not valid JSON ({QuotedName.Of(exception.Message)})", exception);
        }
        catch (InvalidOperationException exception)
        {
            // System.Text.Json's answer to an escaped lone surrogate.
            throw Invalid(path, "a name is not valid Unicode", exception);
        }
    }

    static byte[] ReadText(string path)
    {
        using var file = InputFile.Open(path);
        try
        {
            var length = RandomAccess.GetLength(file);
            if (length > MaxBytes)
            {
                throw Invalid(path, $"the file has {length} bytes, more than the {MaxBytes} that are read");
            }
            var text = new byte[length];
            return RandomAccess.Read(file, text, 0) == length ? text : throw Invalid(path, "the file became shorter while it was read");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InputFile.Unreadable(path, exception);
        }
    }

    static ShardIndex Parse(string path, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("weight_map"u8, out var map) || map.ValueKind != JsonValueKind.Object)
        {
            throw Invalid(path, "expected an object with an object weight_map, which says where each tensor is");
        }
        var shards = new Dictionary<string, string>(map.GetPropertyCount(), StringComparer.Ordinal);
        // One string for each file, not one for each tensor.
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in map.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.String)
            {
                throw Invalid(path, $"weight_map gives {entry.Value.ValueKind} for tensor {QuotedName.Of(entry.Name)} where a file name must be");
            }
            var shard = entry.Value.GetString()!;
            if (!files.TryGetValue(shard, out var file))
            {
                files.Add(file = PlainFileName(path, entry.Name, shard));
            }
            shards.Add(entry.Name, file);
        }
        return new ShardIndex(shards, StatedSize(root));
    }

    static double? StatedSize(JsonElement root) =>
        root.TryGetProperty("metadata"u8, out var metadata) && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty("total_size"u8, out var size) && size.ValueKind == JsonValueKind.Number && size.TryGetDouble(out var value)
            ? value
            : null;

    /// <summary>Only plain names: whatever else a path can say leads out of the model's folder on some system.</summary>
    static string PlainFileName(string path, string tensor, string shard)
    {
        const string Extension = ".safetensors";
        var plain = shard.Length > Extension.Length && shard.EndsWith(Extension, StringComparison.Ordinal)
            && shard.AsSpan().IndexOfAny(s_pathCharacters) < 0 && !shard.Any(char.IsControl);
        return plain
            ? shard
            : throw InputFile.Error(DiagnosticCodes.UnsafeShardName, path,
                $"weight_map gives {QuotedName.Of(shard)} for tensor {QuotedName.Of(tensor)}; expected a plain name of a .safetensors file in the same folder");
    }

    static MergeException Invalid(string path, string what, Exception? inner = null) =>
        InputFile.Error(DiagnosticCodes.InvalidIndex, path, $"not a safetensors index: {what}. Download it again", inner);
}
