using MergeSdk.Graph;
using MergeSdk.Graph.Plans;

namespace MergeSdk.Compute;

/// <summary>Keeps nothing.</summary>
sealed class NoValueCache : IValueCache
{
    public void Prepare(IReadOnlyCollection<PlannedTensor> tensors, WorkerPool pool)
    {
    }

    public FactorValue? Find(Node factor, PlannedTensor tensor) => null;

    public void Keep(Node factor, PlannedTensor tensor, FactorValue value)
    {
    }

    public ModelThreshold? Find(ThresholdGroup group) => null;

    public void Keep(ThresholdGroup group, ModelThreshold threshold)
    {
    }
}
