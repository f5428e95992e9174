using System.Text;

namespace MergeSdk.Tensors;

/// <summary>What people have in place of a safetensors file, told apart by its first bytes, and what to do about it.</summary>
static class ForeignFormat
{
    /// <summary>How many bytes <see cref="Recognize"/> needs to see.</summary>
    public const int PrefixBytes = 512;

    const string Convert = "convert the model to safetensors first (model.save_pretrained(..., safe_serialization=True))";

    /// <summary>What the file seems to be and the remedy, or null. Only for files that are not safetensors: a header length can look like anything.</summary>
    public static string? Recognize(ReadOnlySpan<byte> prefix)
    {
        if (prefix.StartsWith("version https://git-lfs"u8) || prefix.StartsWith("version https://hawser"u8))
        {
            return "found a Git LFS pointer, not the file itself; run git lfs pull in the model's repository";
        }
        if (prefix.StartsWith("GGUF"u8) || prefix.StartsWith("GGML"u8) || prefix.StartsWith("tjgg"u8))
        {
            return "found a GGUF model; use the original safetensors model it was made from";
        }
        if (prefix.StartsWith("PK"u8))
        {
            return $"found a zip archive, as PyTorch's torch.save writes it; {Convert}. Pickles are never read: they can run code";
        }
        if (prefix is [0x80, >= 1 and <= 5, ..])
        {
            return $"found a Python pickle; {Convert}. Pickles are never read: they can run code";
        }
        if (prefix is [0x89, (byte)'H', (byte)'D', (byte)'F', ..])
        {
            return $"found an HDF5 file, as Keras and TensorFlow write it; {Convert}";
        }
        if (prefix is [0x1F, 0x8B, ..])
        {
            return "found a gzip archive; unpack it first";
        }
        var text = Encoding.Latin1.GetString(prefix).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            ? "found a web page, probably an error or login page saved by a download; download the file itself"
            : text.StartsWith('{')
                ? "found JSON text, not a safetensors file; check that it was not renamed"
                : null;
    }
}
