using MergeSdk.Engine.Files;
using MergeSdk.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Engine.Execution;

/// <summary>An output tensor's place in its file; hashes what is written.</summary>
sealed class OutputTensor(SafeFileHandle handle, long position, long byteCount)
{
    readonly TensorHasher _hasher = new(byteCount);

    /// <summary>Writes whole blocks, in any order, from any thread.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(handle, bytes, position + offset);
        _hasher.Add(offset, bytes);
        ReadAndWriteAhead.StartFlushing(handle, position + offset, bytes.Length);
    }

    /// <summary>The content hash, after everything has been written.</summary>
    public ContentHash Hash() => _hasher.Finish();
}
