using System.Collections.ObjectModel;
using MergeSdk.Compute.LinearAlgebra;
using MergeSdk.Graph;
using MergeSdk.Graph.Matrices;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Compute;

/// <summary>Computes tensors of a plan, from where they are stored into a sink, tile by tile. It knows no output folder, no lock file and no state.</summary>
/// <param name="inputs">Where the plan's tensors are.</param>
/// <param name="buffers">How the memory for buffers is divided.</param>
/// <param name="pool">Who works.</param>
/// <param name="groups">The plan's groups of tensors that are trimmed by one threshold.</param>
sealed class Computation(ITensorInputs inputs, MergeBuffers buffers, WorkerPool pool, ThresholdGroups groups)
{
    readonly TilePrograms _programs = new();
    ThresholdSearch? _thresholds;

    /// <summary>The code of the methods that the recipe defines, by the names that they have in the plan.</summary>
    public IReadOnlyDictionary<string, UserMethodCode> UserMethods { get; init; } = ReadOnlyDictionary<string, UserMethodCode>.Empty;

    /// <summary>What earlier computations found.</summary>
    public IValueCache Cache { get; init; } = new NoValueCache();

    /// <summary>Linear algebra for methods that take whole matrices.</summary>
    public IMatrixBackend Matrices { get; init; } = new ManagedMatrices();

    /// <summary>Where it is counted how far the computation has come.</summary>
    public MergeProgress Progress { get; init; } = new();

    public MergeBuffers Buffers => buffers;

    public ThresholdSearch Thresholds => _thresholds ??= new ThresholdSearch(this, groups, pool);

    /// <summary>Computes tensors; each comes to the sink once.</summary>
    /// <exception cref="MergeException">An input changed meanwhile, or a method is not defined for what it was given.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public void Run(IReadOnlyCollection<PlannedTensor> tensors, ITensorSink sink)
    {
        Cache.Prepare([.. tensors.Where(tensor => _programs.Of(tensor.Node).HasFactors)], pool);
        Thresholds.Find(tensors);
        pool.ForEach(
            tensors,
            tensor => _programs.Of(tensor.Node).HasFactors ? WorkerPool.Alone : CopyBlock.Count(tensor.DType.ByteCount(tensor.Shape.ElementCount)),
            (tensor, forEachBlock) => Compute(tensor, sink.Open(tensor), forEachBlock));
    }

    /// <summary>The inputs of a tensor, opened, in order.</summary>
    public List<InputTensor> Open(PlannedTensor tensor) => [.. tensor.Inputs.Select(input => inputs.Open(inputs[input]))];

    /// <summary>Takes in what was found in inputs that have been read.</summary>
    public void Learn(IReadOnlyCollection<InputTensor> read) => inputs.Learn(read);

    void Compute(PlannedTensor tensor, ITensorDestination destination, BlockLoop forEachBlock)
    {
        var opened = Open(tensor);
        TensorContent content;
        if (tensor.Node.Method is Input copied && opened[copied.Index] is var input && input.Stored.Info.DType == tensor.DType)
        {
            content = Copy(input, destination, forEachBlock);
        }
        else
        {
            var output = new OutputTensor(destination, tensor.DType.ByteCount(tensor.Shape.ElementCount), tensor.DType, Progress);
            using var merge = new TensorMerge(tensor, _programs.Of(tensor.Node), opened, this);
            merge.Write(forEachBlock, output);
            content = output.FinishContent();
        }
        Learn(opened);
        destination.Finish(content);
        Progress.AddTensor();
    }

    /// <summary>Copies stored bytes; what they hold is what the input does.</summary>
    public TensorContent Copy(InputTensor input, ITensorDestination destination, BlockLoop forEachBlock)
    {
        var total = input.Stored.ByteCount;
        var scan = input.HasContent ? null : new ContentScan(input.Stored.Info.DType, total);
        forEachBlock(CopyBlock.Count(total), (block, workspace) =>
        {
            var offset = (long)block * CopyBlock.Bytes;
            var bytes = workspace.Bytes((int)Math.Min(CopyBlock.Bytes, total - offset));
            input.Read(offset, bytes);
            scan?.Add(offset, bytes);
            destination.Write(offset, bytes);
            Progress.AddWritten(bytes.Length);
        });
        input.FinishContent();
        return input.Content ?? scan!.Finish();
    }
}
