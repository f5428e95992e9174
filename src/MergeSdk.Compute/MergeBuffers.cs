using System.Globalization;
using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Compute;

/// <summary>How the memory for buffers is divided: equally among the workers, and where that would be too little for a tile of every input, among fewer of them.</summary>
/// <param name="Workers">Threads to work with.</param>
/// <param name="BytesEach">Bytes of buffers for each.</param>
/// <param name="Bytes">Bytes that they will use of that.</param>
sealed record MergeBuffers(int Workers, long BytesEach, long Bytes)
{
    /// <summary>The buffers for a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="checkpoints">Its models by name.</param>
    /// <param name="workers">Most threads.</param>
    /// <param name="limit">Most bytes.</param>
    /// <exception cref="MergeException">A tensor does not fit with one thread.</exception>
    public static MergeBuffers Of(MergePlan plan, IReadOnlyDictionary<string, Checkpoint> checkpoints, int workers, long limit)
    {
        var programs = new TilePrograms();
        var (least, needy, most) = (1L, "", 0L);
        // Others have no elements of float32; they are copied.
        foreach (var tensor in plan.Tensors.Where(tensor => tensor.DType.IsArithmetic()))
        {
            var program = programs.Of(tensor.Node);
            var chunk = new Chunk(
                new Tiling(tensor.Shape, program.WorksByRows),
                program.Registers,
                [.. tensor.Inputs.Select(input => checkpoints[input.Model].Tensors[input.Tensor].Info.DType.ElementBytes()), tensor.DType.ElementBytes()],
                limit);
            most = Math.Max(most, chunk.Bytes);
            if (chunk.LeastBytes > least)
                (least, needy) = (chunk.LeastBytes, tensor.Name);
        }
        if (least > limit)
        {
            throw new MergeException(
                DiagnosticCodes.MemoryLimitTooLow,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the tensor {needy} takes {least} bytes of buffers with one thread, and MergeMemoryLimit is {limit} bytes. Set MergeMemoryLimit to that or more."));
        }
        var fitting = (int)Math.Min(limit / least, workers);
        return new MergeBuffers(fitting, limit / fitting, fitting * Math.Min(limit / fitting, most == 0 ? CopyBlock.Bytes : most));
    }
}
