using System.Runtime.InteropServices;
using MergeSdk.Tensors;

namespace MergeSdk.Compute;

/// <summary>A tensor's bytes outside of the managed heap, aligned for any processor, where other libraries can read them without a copy.</summary>
sealed unsafe class TensorMemory(DType type, TensorShape shape) : ITensorDestination, IDisposable
{
    const int Alignment = 64;

    /// <summary>A span has an int of elements; what is longer is read in pieces.</summary>
    const int MostBytes = 1 << 30;

    byte* _bytes = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, type.ByteCount(shape.ElementCount)), Alignment);

    public DType DType => type;

    public TensorShape Shape => shape;

    /// <summary>Its size in bytes.</summary>
    public long ByteCount { get; } = type.ByteCount(shape.ElementCount);

    /// <summary>What it holds; null until it is finished.</summary>
    public TensorContent? Content { get; private set; }

    /// <summary>Its first byte. Valid until the tensor is disposed.</summary>
    public nint Pointer => (nint)_bytes;

    /// <summary>Some of its bytes.</summary>
    public ReadOnlySpan<byte> Bytes(long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + count, ByteCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostBytes);
        return new(_bytes + offset, count);
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        Content = null;
        bytes.CopyTo(new Span<byte>(_bytes + offset, bytes.Length));
    }

    public void Finish(TensorContent content) => Content = content;

    public void Dispose()
    {
        NativeMemory.AlignedFree(_bytes);
        _bytes = null;
    }
}
