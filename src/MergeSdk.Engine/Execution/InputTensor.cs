using MergeSdk.Engine.Files;
using MergeSdk.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Engine.Execution;

/// <summary>An input tensor, open for positional reads.</summary>
sealed class InputTensor(StoredTensor stored, SafeFileHandle handle, ContentHash? contentHash, long? nonFinite, MergeProgress progress)
{
    /// <summary>
    /// How far ahead the system is told what will be read. It guesses itself only where one thread reads from end to end; here several take blocks in turn. Past the
    /// tensor's end there is usually the tensor that is read next.
    /// </summary>
    const long BytesAhead = 8 << 20;

    public StoredTensor Stored => stored;

    TensorHasher? _hasher = contentHash is null ? new TensorHasher(stored.ByteCount) : null;

    NonFiniteScan? _scan = nonFinite is null ? new NonFiniteScan(stored.Info.DType) : null;

    /// <summary>The lowest index of a NaN or an infinity, −1 if there is none; null until it is known.</summary>
    public long? NonFinite { get; private set; } = nonFinite;

    /// <summary>The content hash; null until it is known.</summary>
    public ContentHash? ContentHash { get; private set; } = contentHash;

    /// <summary>Reads bytes of the tensor. Until the content hash is known it is gathered on the way, so every byte must come by exactly once.</summary>
    public void Read(long offset, Span<byte> bytes)
    {
        ReadAndWriteAhead.StartReading(handle, stored.Position + offset + BytesAhead, bytes.Length);
        FileBytes.Read(handle, stored.File.Path, stored.Position + offset, bytes);
        _hasher?.Add(offset, bytes);
        _scan?.Add(offset, bytes);
        progress.AddRead(bytes.Length);
    }

    /// <summary>Reads bytes of the tensor that come by once more on their way to the content hash.</summary>
    public void ReadSample(long offset, Span<byte> bytes) => FileBytes.Read(handle, stored.File.Path, stored.Position + offset, bytes);

    /// <summary>Ends the hashing, after the tensor has been read from end to end.</summary>
    public void FinishHash()
    {
        NonFinite ??= _scan!.Lowest;
        _scan = null;
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
