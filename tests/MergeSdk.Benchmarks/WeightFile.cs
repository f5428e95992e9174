using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Benchmarks;

/// <summary>A safetensors file of bfloat16 tensors that begins as holes: its header is written, its weights only where somebody writes them.</summary>
sealed class WeightFile : IDisposable
{
    readonly SafeFileHandle _handle;
    readonly long _dataStart;
    readonly Dictionary<string, long> _positions = [];

    public WeightFile(string path, IEnumerable<(string Name, long[] Shape)> tensors)
    {
        var json = new MemoryStream();
        var length = 0L;
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (name, shape) in tensors)
            {
                var bytes = shape.Aggregate(2L, (product, dimension) => product * dimension);
                _positions.Add(name, length);
                writer.WriteStartObject(name);
                writer.WriteString("dtype", "BF16");
                writer.WritePropertyName("shape");
                JsonSerializer.Serialize(writer, shape);
                writer.WritePropertyName("data_offsets");
                JsonSerializer.Serialize(writer, new[] { length, length + bytes });
                writer.WriteEndObject();
                length += bytes;
            }
            writer.WriteEndObject();
        }
        // Padded with spaces, as the format's own writer does, so that the weights are aligned.
        json.Write(Encoding.ASCII.GetBytes(new string(' ', (int)((8 - (json.Length % 8)) % 8))));
        _dataStart = 8 + json.Length;
        _handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.SetLength(_handle, _dataStart + length);
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, json.Length);
        RandomAccess.Write(_handle, prefix, 0);
        RandomAccess.Write(_handle, json.ToArray(), 8);
    }

    /// <summary>Writes a part of a tensor; from any thread.</summary>
    public void Write(string tensor, long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_handle, bytes, _dataStart + _positions[tensor] + offset);

    public void Dispose() => _handle.Dispose();
}
