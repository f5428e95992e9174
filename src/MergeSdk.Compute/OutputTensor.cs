using MergeSdk.Tensors;

namespace MergeSdk.Compute;

/// <summary>An output tensor on its way to its destination: what it holds is found out as it passes.</summary>
sealed class OutputTensor(ITensorDestination destination, long byteCount, DType type, MergeProgress progress)
{
    readonly ContentScan _scan = new(type, byteCount);

    /// <summary>Writes whole blocks, in any order, from any thread.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        destination.Write(offset, bytes);
        _scan.Add(offset, bytes);
        progress.AddWritten(bytes.Length);
    }

    /// <summary>What it holds, after everything has been written.</summary>
    public TensorContent FinishContent() => _scan.Finish();
}
