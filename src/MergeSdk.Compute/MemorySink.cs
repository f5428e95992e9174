using System.Collections.Concurrent;
using MergeSdk.Graph.Plans;

namespace MergeSdk.Compute;

/// <summary>
/// Keeps tensors in memory. A tensor that is computed again overwrites its bytes, so that a candidate after the other takes the memory of one.
/// </summary>
sealed class MemorySink : ITensorSink, IDisposable
{
    readonly ConcurrentDictionary<string, TensorMemory> _tensors = new(StringComparer.Ordinal);

    /// <summary>A tensor that is finished.</summary>
    /// <exception cref="KeyNotFoundException">It was not computed.</exception>
    public TensorMemory this[string tensor] => _tensors[tensor];

    public ITensorDestination Open(PlannedTensor tensor) => _tensors.AddOrUpdate(
        tensor.Name,
        static (_, tensor) => new TensorMemory(tensor.DType, tensor.Shape),
        static (_, known, tensor) =>
        {
            if (known.DType == tensor.DType && known.Shape.Equals(tensor.Shape))
                return known;
            known.Dispose();
            return new TensorMemory(tensor.DType, tensor.Shape);
        },
        tensor);

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
    }
}
