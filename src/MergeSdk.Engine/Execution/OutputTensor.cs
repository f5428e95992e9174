using MergeSdk.Engine.Files;
using MergeSdk.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Engine.Execution;

/// <summary>An output tensor's place in its file; hashes what is written.</summary>
sealed class OutputTensor(SafeFileHandle handle, long position, long byteCount, DType type, MergeProgress progress)
{
    readonly TensorHasher _hasher = new(byteCount);
    readonly NonFiniteScan _scan = new(type);

    /// <summary>Writes whole blocks, in any order, from any thread.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(handle, bytes, position + offset);
        _hasher.Add(offset, bytes);
        _scan.Add(offset, bytes);
        ReadAndWriteAhead.StartFlushing(handle, position + offset, bytes.Length);
        progress.AddWritten(bytes.Length);
    }

    /// <summary>The lowest index of a NaN or an infinity, −1 if there is none, after everything has been written.</summary>
    public long NonFinite => _scan.Lowest;

    /// <summary>The content hash, after everything has been written.</summary>
    public ContentHash Hash() => _hasher.Finish();
}
