using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Compute;

/// <summary>What executing a plan from nothing takes, predicted from headers.</summary>
/// <param name="BytesToRead">
/// Bytes of input tensors, each once for every output tensor it is part of. Methods that pass over a tensor several times read it that often.
/// </param>
/// <param name="BytesToWrite">Bytes of output tensors.</param>
/// <param name="PeakMemory">About the most memory it takes: the program and the buffers. Tensors with factors take more.</param>
sealed record PlannedWork(long BytesToRead, long BytesToWrite, long PeakMemory)
{
    /// <summary>What the program takes of memory beside buffers, as measured on Linux.</summary>
    const long ProgramBytes = 80_000_000;

    /// <summary>The work of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="checkpoints">The plan's models by name.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="memoryLimit">Most bytes of buffers.</param>
    /// <exception cref="MergeException">That is too little.</exception>
    public static PlannedWork Of(MergePlan plan, IReadOnlyDictionary<string, Checkpoint> checkpoints, int workers, long memoryLimit)
    {
        var read = 0L;
        foreach (var tensor in plan.Tensors)
        {
            foreach (var input in tensor.Inputs)
                read += checkpoints[input.Model].Tensors[input.Tensor].ByteCount;
        }
        return new PlannedWork(read, plan.Shards.Sum(shard => shard.Bytes), ProgramBytes + MergeBuffers.Of(plan, checkpoints, workers, memoryLimit).Bytes);
    }
}
