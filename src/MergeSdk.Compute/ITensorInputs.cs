using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Compute;

/// <summary>Where a computation reads, and whom it tells what it found there.</summary>
interface ITensorInputs
{
    /// <summary>The stored tensor that a plan names.</summary>
    StoredTensor this[TensorReference reference] { get; }

    /// <summary>Opens a tensor for one computation that reads it.</summary>
    InputTensor Open(StoredTensor tensor);

    /// <summary>Takes in what was found in tensors that have been read.</summary>
    /// <exception cref="MergeException">A file changed while it was read, or does not hold what it must.</exception>
    void Learn(IReadOnlyCollection<InputTensor> read);
}
