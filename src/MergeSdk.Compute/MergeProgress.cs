namespace MergeSdk.Compute;

/// <summary>How far a merge has come: what the engine counts, block by block and tensor by tensor, and anybody may read meanwhile.</summary>
sealed class MergeProgress
{
    long _bytesRead;
    long _bytesWritten;
    int _tensors;
    int _totalTensors;
    long _totalBytes;

    /// <summary>Tensors to write; 0 until it is known what must be written.</summary>
    public int TotalTensors => Volatile.Read(ref _totalTensors);

    /// <summary>Bytes of tensors to write; 0 until that is known.</summary>
    public long TotalBytes => Interlocked.Read(ref _totalBytes);

    /// <summary>Tensors written.</summary>
    public int Tensors => Volatile.Read(ref _tensors);

    /// <summary>Bytes of inputs and earlier outputs read, each time they were.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>Bytes of tensors written.</summary>
    public long BytesWritten => Interlocked.Read(ref _bytesWritten);

    internal void Begin(int tensors, long bytes)
    {
        Interlocked.Exchange(ref _totalBytes, bytes);
        Volatile.Write(ref _totalTensors, tensors);
    }

    internal void AddRead(long bytes) => Interlocked.Add(ref _bytesRead, bytes);

    internal void AddWritten(long bytes) => Interlocked.Add(ref _bytesWritten, bytes);

    internal void AddTensor() => Interlocked.Increment(ref _tensors);
}
