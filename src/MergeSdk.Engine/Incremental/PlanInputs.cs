using System.Globalization;
using MergeSdk.Engine.Artifact;
using MergeSdk.Engine.Factors;
using MergeSdk.Engine.Thresholds;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Incremental;

/// <summary>The input tensors of a plan, open for reading, and what they decide of the output tensors' keys.</summary>
sealed class PlanInputs
{
    readonly MergeRequest _request;
    readonly ContentStore _contents;
    readonly ExpressionKey[] _expressions;
    readonly Dictionary<TrimGroup, FactorKey> _groupKeys = [];

    public PlanInputs(MergeRequest request, ContentStore contents)
    {
        (_request, _contents) = (request, contents);
        _expressions = [.. request.Plan.Expressions.Select(expression => new ExpressionKey(expression))];
        var files = new List<HashedFile>();
        foreach (var model in request.Plan.Models)
        {
            var checkpoint = request.Checkpoints[model.Name];
            foreach (var file in checkpoint.Files)
            {
                files.Add(contents.Open($"{model.Path}/{Path.GetFileName(file.Path)}", file.Path));
                ContentStore.CheckUnchanged(file);
            }
            if (request.Upstream.TryGetValue(model.Name, out var state))
                new UpstreamArtifact(checkpoint, state).HoldToLock(contents);
        }
        Files = files;
        Groups = TrimGroup.Of(request.Plan);
    }

    /// <summary>The input weight files.</summary>
    public IReadOnlyList<HashedFile> Files { get; }

    /// <summary>The groups of tensors that are trimmed by one threshold.</summary>
    public IReadOnlyDictionary<int, TrimGroup> Groups { get; }

    /// <summary>An input tensor.</summary>
    public StoredTensor this[TensorReference reference] => _request.Checkpoints[reference.Model].Tensors[reference.Tensor];

    /// <summary>The inputs of an output tensor, in order.</summary>
    public IEnumerable<StoredTensor> Of(PlannedTensor tensor) => tensor.Inputs.Select(input => this[input]);

    /// <summary>Those of the inputs that the expression reads. A plan made by hand may name others.</summary>
    public IEnumerable<StoredTensor> ReadBy(PlannedTensor tensor) => _expressions[tensor.Expression].Read.Select(index => this[tensor.Inputs[index]]);

    /// <summary>What decides the bytes of some output tensors: what they read, and what the other tensors of their groups read.</summary>
    public IEnumerable<StoredTensor> ReadBy(IReadOnlyCollection<PlannedTensor> tensors) =>
        tensors.Concat(GroupsOf(tensors).SelectMany(group => Groups[group].Members).Select(member => member.Tensor)).SelectMany(ReadBy);

    /// <summary>The groups that some output tensors belong to.</summary>
    public IEnumerable<int> GroupsOf(IEnumerable<PlannedTensor> tensors) =>
        Groups.Count == 0 ? [] : tensors.Select(tensor => tensor.Expression).Distinct().SelectMany(index => TrimGroup.GroupsIn(_request.Plan.Expressions[index])).Distinct();

    /// <summary>The key of a group's threshold; null while not all contents are known.</summary>
    public FactorKey? KeyOf(TrimGroup group)
    {
        lock (_groupKeys)
        {
            if (_groupKeys.TryGetValue(group, out var known))
                return known;
            var inner = group.Inner.Select(number => KeyOf(Groups[number])).ToList();
            var read = group.Members.SelectMany(member => member.Trim.Operand.InputIndexes.Select(index => this[member.Tensor.Inputs[index]]));
            if (inner.Contains(null) || read.Any(stored => _contents.Known(stored) is null))
                return null;
            var lines = inner.Select(key => key!.Digest.ToString()).Concat(group.Members.Select(member => KeyOf(member.Trim.Operand, member.Tensor).Text));
            return _groupKeys[group] = new FactorKey($"threshold {group.Members[0].Trim.Density.ToString(CultureInfo.InvariantCulture)}\n{string.Join('\n', lines)}");
        }
    }

    string? GroupKeysOf(PlannedTensor tensor)
    {
        var keys = GroupsOf([tensor]).Select(group => KeyOf(Groups[group])).ToList();
        return keys.Count == 0 || keys.Contains(null) ? null : string.Join(' ', keys.Select(key => key!.Digest));
    }

    /// <summary>The key of a factor of an output tensor whose inputs' contents are known.</summary>
    public FactorKey KeyOf(Expression factor, PlannedTensor tensor) =>
        FactorKey.Of(factor, tensor, [.. Of(tensor).Select(stored => (stored.Info, _contents.Known(stored)))]);

    /// <summary>The key of an output tensor, with what is known of its inputs' contents.</summary>
    public ActionKey KeyOf(PlannedTensor tensor) =>
        ActionKey.Of(
            tensor,
            _expressions[tensor.Expression],
            [.. Of(tensor).Select(stored => (stored.Info, _contents.Known(stored)))],
            GroupKeysOf(tensor));
}
