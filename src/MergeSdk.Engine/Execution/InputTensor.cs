using MergeSdk.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Engine.Execution;

/// <summary>An input tensor, open for positional reads.</summary>
sealed class InputTensor(StoredTensor stored, SafeFileHandle handle, ContentHash? contentHash)
{
    public StoredTensor Stored => stored;

    TensorHasher? _hasher = contentHash is null ? new TensorHasher(stored.ByteCount) : null;

    /// <summary>The content hash; null until it is known.</summary>
    public ContentHash? ContentHash { get; private set; } = contentHash;

    /// <summary>Reads bytes of the tensor. Until the content hash is known it is gathered on the way, so every byte must come by exactly once.</summary>
    public void Read(long offset, Span<byte> bytes)
    {
        FileBytes.Read(handle, stored.File.Path, stored.Position + offset, bytes);
        _hasher?.Add(offset, bytes);
    }

    /// <summary>Ends the hashing, after the tensor has been read from end to end.</summary>
    public void FinishHash()
    {
        if (_hasher is null)
            return;
        ContentHash = _hasher.Finish();
        _hasher = null;
    }

    /// <summary>Reads and widens the whole tensor.</summary>
    public float[] ReadAll()
    {
        var bytes = new byte[stored.ByteCount];
        for (var offset = 0; offset < bytes.Length; offset += CopyBlock.Bytes)
            Read(offset, bytes.AsSpan(offset, Math.Min(CopyBlock.Bytes, bytes.Length - offset)));
        var values = new float[stored.Info.Shape.ElementCount];
        Conversion.Widen(stored.Info.DType, bytes, values);
        return values;
    }
}
