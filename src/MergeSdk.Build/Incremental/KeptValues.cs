using MergeSdk.Compute;
using MergeSdk.Graph;
using MergeSdk.Graph.Plans;

namespace MergeSdk.Build.Incremental;

/// <summary>Factors and thresholds of groups, kept between builds under keys of the contents that they follow from.</summary>
sealed class KeptValues(PlanInputs inputs, ContentStore contents, FactorStore store) : IValueCache
{
    /// <summary>The keys of factors need the inputs' contents before anything is computed.</summary>
    public void Prepare(IReadOnlyCollection<PlannedTensor> tensors, WorkerPool pool) => contents.Hash(tensors.SelectMany(inputs.ReadBy), pool, toBeRead: true);

    public FactorValue? Find(Node factor, PlannedTensor tensor) => store.Find(inputs.KeyOf(factor, tensor));

    public void Keep(Node factor, PlannedTensor tensor, FactorValue value)
    {
        contents.CheckUnchanged(inputs.ReadBy(tensor));
        store.Keep(inputs.KeyOf(factor, tensor), value);
    }

    public ModelThreshold? Find(ThresholdGroup group)
    {
        // Contents that were never read belong to no earlier build.
        if (inputs.KeyOf(group) is not { } key || store.Find(key) is not { Matrices: [[var bits, ..], var equals] })
            return null;
        return new ModelThreshold((uint)bits, equals.Length == 0 ? null : [.. equals.Select(count => (long)count)]);
    }

    public void Keep(ThresholdGroup group, ModelThreshold threshold) =>
        store.Keep(inputs.KeyOf(group)!, FactorValue.Of([threshold.Bits], [.. (threshold.KeptEquals ?? []).Select(count => (double)count)]));
}
