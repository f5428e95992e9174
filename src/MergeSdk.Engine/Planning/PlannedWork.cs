using MergeSdk.Tensors;

namespace MergeSdk.Engine;

/// <summary>What executing a plan from nothing takes, predicted from headers.</summary>
/// <param name="BytesToRead">
/// Bytes of input tensors, each once for every output tensor it is part of. Methods that pass over a tensor several times read it that often.
/// </param>
/// <param name="BytesToWrite">Bytes of output tensors.</param>
public sealed record PlannedWork(long BytesToRead, long BytesToWrite)
{
    /// <summary>The work of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="checkpoints">The plan's models by name.</param>
    public static PlannedWork Of(MergePlan plan, IReadOnlyDictionary<string, Checkpoint> checkpoints)
    {
        var read = 0L;
        foreach (var tensor in plan.Tensors)
        {
            foreach (var input in tensor.Inputs)
                read += checkpoints[input.Model].Tensors[input.Tensor].ByteCount;
        }
        return new PlannedWork(read, plan.Shards.Sum(shard => shard.Bytes));
    }
}
