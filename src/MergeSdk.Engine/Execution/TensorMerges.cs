using MergeSdk.Engine.Factors;
using MergeSdk.Engine.Incremental;
using MergeSdk.Graph.Plans;

namespace MergeSdk.Engine.Execution;

/// <summary>Begins merges of single tensors: hands over what all of a build's have in common.</summary>
sealed class TensorMerges(MergeRequest request, PlanInputs inputs, ContentStore contents, FactorStore factors, MergeBuffers buffers)
{
    /// <summary>A merge of a tensor, or of a step on the way to it.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="program">What to compute.</param>
    /// <param name="opened">The tensor's inputs.</param>
    /// <param name="thresholdOf">The threshold of a group of trims in this tensor.</param>
    public TensorMerge Begin(
        PlannedTensor tensor, TileProgram program, IReadOnlyList<InputTensor> opened, Func<int, (uint Bits, long? KeptEquals)> thresholdOf) => new(
            tensor,
            program,
            opened,
            buffers,
            request.UserMethods,
            new TensorFactors(factors, factor => inputs.KeyOf(factor, tensor), () => contents.CheckUnchanged(opened)),
            thresholdOf);
}
