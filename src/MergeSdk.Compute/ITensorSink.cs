using MergeSdk.Graph.Plans;

namespace MergeSdk.Compute;

/// <summary>Takes in the tensors of a computation: into a file, into memory, or only their digests.</summary>
interface ITensorSink
{
    /// <summary>Called once for each tensor, from any thread, before its bytes come.</summary>
    ITensorDestination Open(PlannedTensor tensor);
}

/// <summary>Where the bytes of one tensor go.</summary>
interface ITensorDestination
{
    /// <summary>Takes in whole elements of the output's type. Blocks come in any order, from any thread, and all together once.</summary>
    /// <param name="offset">Where they start in the tensor, in bytes.</param>
    /// <param name="bytes">The elements, little-endian.</param>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>All bytes have come; this is what they are.</summary>
    void Finish(TensorContent content);
}
