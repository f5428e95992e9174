using MergeSdk.Graph;
using MergeSdk.Graph.Plans;

namespace MergeSdk.Compute;

/// <summary>Values on the way to tensors that cost much more to compute than to read, kept from one computation to the next: factors, and thresholds of groups.</summary>
interface IValueCache
{
    /// <summary>Told before values of tensors are asked for.</summary>
    void Prepare(IReadOnlyCollection<PlannedTensor> tensors, WorkerPool pool);

    /// <summary>A factor of a tensor; null if it is not kept.</summary>
    FactorValue? Find(Node factor, PlannedTensor tensor);

    /// <summary>Keeps a factor of a tensor.</summary>
    void Keep(Node factor, PlannedTensor tensor, FactorValue value);

    /// <summary>The threshold of a group; null if it is not kept.</summary>
    ModelThreshold? Find(ThresholdGroup group);

    /// <summary>Keeps the threshold of a group, whose tensors have all been read.</summary>
    void Keep(ThresholdGroup group, ModelThreshold threshold);
}
