using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MergeSdk.Tensors;

/// <summary>Writes what precedes the data in a safetensors file.</summary>
static class SafetensorsHeader
{
    /// <summary>The data section starts at a multiple of this many bytes, a cache line, so that mapped tensors can be aligned.</summary>
    public const int Alignment = 64;

    /// <summary>
    /// The 8-byte length and the JSON text, padded with spaces to a multiple of <see cref="Alignment"/>: all bytes of the file before the data section.
    /// The same arguments give the same bytes: <c>__metadata__</c> comes first (where there is any, in the order of the dictionary), then the tensors as given.
    /// </summary>
    /// <param name="tensors">The tensors, with the offsets to write. That they fill the data section is up to the caller.</param>
    /// <param name="metadata">Free text by key; may be empty.</param>
    /// <exception cref="ArgumentException">The header would be longer than 100,000,000 bytes, the most that readers accept.</exception>
    public static byte[] Write(IReadOnlyList<TensorInfo> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(metadata);
        var buffer = new ArrayBufferWriter<byte>(256 + (tensors.Count * 128));
        buffer.Advance(Clear(buffer.GetSpan(sizeof(ulong))));
        // The relaxed escaping keeps names readable to people; the file is never put into a web page.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            foreach (var tensor in tensors)
            {
                WriteTensor(json, tensor);
            }
            json.WriteEndObject();
        }
        var length = (buffer.WrittenCount + Alignment - 1) / Alignment * Alignment;
        if (length - sizeof(ulong) > SafetensorsFile.MaxHeaderBytes)
        {
            throw new ArgumentException($"The header would have {length - sizeof(ulong)} bytes; readers accept {SafetensorsFile.MaxHeaderBytes}.", nameof(tensors));
        }
        var header = new byte[length];
        buffer.WrittenSpan.CopyTo(header);
        header.AsSpan(buffer.WrittenCount).Fill((byte)' ');
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)(length - sizeof(ulong)));
        return header;
    }

    static int Clear(Span<byte> span)
    {
        span[..sizeof(ulong)].Clear();
        return sizeof(ulong);
    }

    static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
        {
            return;
        }
        json.WriteStartObject("__metadata__"u8);
        foreach (var (key, value) in metadata)
        {
            json.WriteString(key, value);
        }
        json.WriteEndObject();
    }

    static void WriteTensor(Utf8JsonWriter json, TensorInfo tensor)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype"u8, tensor.DType.Code());
        json.WriteStartArray("shape"u8);
        foreach (var dimension in tensor.Shape)
        {
            json.WriteNumberValue(dimension);
        }
        json.WriteEndArray();
        json.WriteStartArray("data_offsets"u8);
        json.WriteNumberValue(tensor.Offset);
        json.WriteNumberValue(checked(tensor.Offset + tensor.ByteCount));
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
