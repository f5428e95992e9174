using MergeSdk.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Compute;

/// <summary>An input tensor, open for positional reads.</summary>
/// <param name="stored">Where it is.</param>
/// <param name="handle">Its file.</param>
/// <param name="known">What it holds, if that is known.</param>
/// <param name="scan">Finds it out when the tensor is read; null if it is known, or nobody wants to know it.</param>
/// <param name="progress">Where reads are counted.</param>
sealed class InputTensor(StoredTensor stored, SafeFileHandle handle, TensorContent? known, ContentScan? scan, MergeProgress progress)
{
    /// <summary>
    /// How far ahead the system is told what will be read. It guesses itself only where one thread reads from end to end; here several take blocks in turn. Past the
    /// tensor's end there is usually the tensor that is read next.
    /// </summary>
    const long BytesAhead = 8 << 20;

    ContentScan? _scan = scan;

    public StoredTensor Stored => stored;

    /// <summary>What it holds; null until it is known.</summary>
    public TensorContent? Content { get; private set; } = known;

    /// <summary>Whether it is known what it holds, or will be when it has been read.</summary>
    public bool HasContent => Content is not null || _scan is not null;

    /// <summary>Reads bytes of the tensor. While it is scanned, every byte must come by exactly once.</summary>
    public void Read(long offset, Span<byte> bytes)
    {
        ReadAndWriteAhead.StartReading(handle, stored.Position + offset + BytesAhead, bytes.Length);
        FileBytes.Read(handle, stored.File.Path, stored.Position + offset, bytes);
        _scan?.Add(offset, bytes);
        progress.AddRead(bytes.Length);
    }

    /// <summary>Reads bytes of the tensor that come by once more on their way to its content.</summary>
    public void ReadSample(long offset, Span<byte> bytes) => FileBytes.Read(handle, stored.File.Path, stored.Position + offset, bytes);

    /// <summary>Says that the tensor has been read from end to end.</summary>
    public void FinishContent()
    {
        Content ??= _scan?.Finish();
        _scan = null;
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
