using System.Globalization;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Execution;

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
        var programs = plan.Expressions.Select(expression => new TileProgram(expression)).ToList();
        var least = plan.Tensors.Where(IsComputed).Select(tensor => (tensor.Name, ChunkOf(tensor, memory: 0).Bytes)).DefaultIfEmpty().MaxBy(need => need.Bytes);
        if (least.Bytes > limit)
        {
            throw new MergeException(
                DiagnosticCodes.MemoryLimitTooLow,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the tensor {least.Name} takes {least.Bytes} bytes of buffers with one thread, and MergeMemoryLimit is {limit} bytes. Set MergeMemoryLimit to that or more."));
        }
        var fitting = (int)Math.Clamp(limit / Math.Max(1, least.Bytes), 1, workers);
        var each = limit / fitting;
        return new MergeBuffers(fitting, each, fitting * plan.Tensors.Where(IsComputed).Select(tensor => ChunkOf(tensor, each).Bytes).DefaultIfEmpty(CopyBlock.Bytes).Max());

        // Others have no elements of float32; they are copied.
        bool IsComputed(PlannedTensor tensor) => tensor.DType.IsArithmetic();

        Chunk ChunkOf(PlannedTensor tensor, long memory)
        {
            var program = programs[tensor.Expression];
            return new Chunk(
                new Tiling(tensor.Shape, program.WorksByRows),
                program.Registers,
                [.. tensor.Inputs.Select(input => checkpoints[input.Model].Tensors[input.Tensor].Info.DType).Append(tensor.DType).Select(type => type.BitSize() / 8)],
                memory);
        }
    }
}
