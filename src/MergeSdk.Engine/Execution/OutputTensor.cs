using MergeSdk.Engine.Files;
using MergeSdk.Engine.Incremental;
using MergeSdk.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Engine.Execution;

/// <summary>An output tensor's place in its file.</summary>
sealed class OutputTensor(SafeFileHandle handle, long position, long byteCount, DType type, MergeProgress progress)
{
    readonly ContentScan _scan = new(type, byteCount);

    /// <summary>Writes whole blocks, in any order, from any thread.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(handle, bytes, position + offset);
        _scan.Add(offset, bytes);
        ReadAndWriteAhead.StartFlushing(handle, position + offset, bytes.Length);
        progress.AddWritten(bytes.Length);
    }

    /// <summary>What it holds, after everything has been written.</summary>
    public TensorContent FinishContent() => _scan.Finish();
}
