using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using MergeSdk.Tensors;

namespace MergeSdk.Graph;

/// <summary>Gathers what a digest is made of. Every part has its kind and length before it, so that no two lists of parts are the same bytes.</summary>
sealed class DigestWriter
{
    readonly ArrayBufferWriter<byte> _bytes = new(256);

    public void Add(long number)
    {
        var span = Kind('n', sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(span, number);
    }

    public void Add(bool flag) => Kind('b', 1)[0] = flag ? (byte)1 : (byte)0;

    public void Add(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        BinaryPrimitives.WriteInt32LittleEndian(Kind('t', sizeof(int)), length);
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    public void Add(ContentHash hash) => hash.WriteTo(Kind('h', ContentHash.Bytes));

    public void Add(TensorType type)
    {
        Add(type.DType.Code());
        Add(type.Shape.Rank);
        foreach (var dimension in type.Shape)
            Add(dimension);
    }

    /// <summary>The digest of all that was added; the writer is empty then.</summary>
    public ContentHash Take()
    {
        var digest = XxHash3.Hash128(_bytes.WrittenSpan);
        _bytes.ResetWrittenCount();
        return digest;
    }

    Span<byte> Kind(char kind, int length)
    {
        Take(1)[0] = (byte)kind;
        return Take(length);
    }

    Span<byte> Take(int length)
    {
        var span = _bytes.GetSpan(length)[..length];
        _bytes.Advance(length);
        return span;
    }
}
