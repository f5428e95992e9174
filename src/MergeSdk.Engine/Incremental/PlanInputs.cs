using MergeSdk.Engine.Artifact;
using MergeSdk.Engine.Factors;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Incremental;

/// <summary>The input tensors of a plan, open for reading, and what they decide of the output tensors' keys.</summary>
sealed class PlanInputs
{
    readonly MergeRequest _request;
    readonly ContentStore _contents;

    public PlanInputs(MergeRequest request, ContentStore contents)
    {
        (_request, _contents) = (request, contents);
        var files = new List<HashedFile>();
        foreach (var model in request.Plan.Models)
        {
            var checkpoint = request.Checkpoints[model.Name];
            files.AddRange(checkpoint.Files.Select(file => contents.Open($"{model.Path}/{Path.GetFileName(file.Path)}", file.Path)));
            if (request.Upstream.Contains(model.Name) && LockFile.TryRead(Path.Combine(checkpoint.Folder, LockFile.Name)) is { } upstream)
                contents.Trust(checkpoint, upstream);
        }
        Files = files;
    }

    /// <summary>The input weight files.</summary>
    public IReadOnlyList<HashedFile> Files { get; }

    /// <summary>An input tensor.</summary>
    public StoredTensor this[TensorReference reference] => _request.Checkpoints[reference.Model].Tensors[reference.Tensor];

    /// <summary>The inputs of an output tensor, in order.</summary>
    public IEnumerable<StoredTensor> Of(PlannedTensor tensor) => tensor.Inputs.Select(input => this[input]);

    /// <summary>Those of the inputs that the expression reads. A plan made by hand may name others.</summary>
    public IEnumerable<StoredTensor> ReadBy(PlannedTensor tensor) =>
        _request.Plan.Expressions[tensor.Expression].Leaves.Select(leaf => leaf.Index).Distinct().Select(index => this[tensor.Inputs[index]]);

    /// <summary>The key of a factor of an output tensor whose inputs' contents are known.</summary>
    public FactorKey KeyOf(Factor factor, PlannedTensor tensor) =>
        FactorKey.Of(factor, tensor, [.. Of(tensor).Select(stored => (stored.Info, _contents.Known(stored)))]);

    /// <summary>The key of an output tensor, with what is known of its inputs' contents.</summary>
    public ActionKey KeyOf(PlannedTensor tensor) =>
        ActionKey.Of(tensor, _request.Plan.Expressions[tensor.Expression], [.. Of(tensor).Select(stored => (stored.Info, _contents.Known(stored)))]);
}
