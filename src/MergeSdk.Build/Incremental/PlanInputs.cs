using MergeSdk.Compute;
using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Incremental;

/// <summary>The input tensors of a plan, open for reading, and what they decide of the output tensors' keys.</summary>
sealed class PlanInputs : ITensorInputs
{
    readonly MergeRequest _request;
    readonly ContentStore _contents;
    readonly string _matrixBackend;
    readonly NodeTable _renumbered = new();
    readonly Dictionary<Node, NodeKey> _nodes = [];
    readonly Dictionary<ThresholdGroup, FactorKey> _groupKeys = [];

    /// <summary>How many members of a group are known to have known inputs: contents are learned and never forgotten.</summary>
    readonly Dictionary<ThresholdGroup, int> _knownMembers = [];

    public PlanInputs(MergeRequest request, ContentStore contents, string matrixBackend)
    {
        (_request, _contents, _matrixBackend) = (request, contents, matrixBackend);
        var files = new List<HashedFile>();
        foreach (var model in request.Plan.Models)
        {
            var checkpoint = request.Checkpoints[model.Name];
            foreach (var file in checkpoint.Files)
            {
                files.Add(contents.Open($"{model.Path}/{Path.GetFileName(file.Path)}", file.Path));
                file.CheckUnchanged();
            }
            if (request.Upstream.TryGetValue(model.Name, out var state))
                new UpstreamArtifact(checkpoint, state).HoldToLock(contents);
        }
        Files = files;
        Groups = new ThresholdGroups(request.Plan);
    }

    /// <summary>The input weight files.</summary>
    public IReadOnlyList<HashedFile> Files { get; }

    /// <summary>The groups of tensors that are trimmed by one threshold.</summary>
    public ThresholdGroups Groups { get; }

    /// <summary>An input tensor.</summary>
    public StoredTensor this[TensorReference reference] => _request.Checkpoints[reference.Model].Tensors[reference.Tensor];

    public InputTensor Open(StoredTensor tensor) => _contents.Input(tensor);

    public void Learn(IReadOnlyCollection<InputTensor> read) => _contents.Learn(read);

    /// <summary>The inputs of an output tensor, in order.</summary>
    public IEnumerable<StoredTensor> Of(PlannedTensor tensor) => tensor.Inputs.Select(input => this[input]);

    /// <summary>Those of the inputs that the computation reads. A plan made by hand may name others.</summary>
    public IEnumerable<StoredTensor> ReadBy(PlannedTensor tensor) => ReadBy(tensor, tensor.Node);

    /// <summary>What decides the bytes of some output tensors: what they read, and what the other tensors of their groups read.</summary>
    public IEnumerable<StoredTensor> ReadBy(IReadOnlyCollection<PlannedTensor> tensors) =>
        tensors.Concat(Groups.Of(tensors).SelectMany(group => Groups[group].Members).Select(member => member.Tensor)).SelectMany(ReadBy);

    /// <summary>The key of a group's threshold; null while not all contents are known.</summary>
    public FactorKey? KeyOf(ThresholdGroup group)
    {
        lock (_groupKeys)
        {
            if (_groupKeys.TryGetValue(group, out var known))
                return known;
            var member = _knownMembers.GetValueOrDefault(group);
            while (member < group.Members.Count && ReadBy(group.Members[member].Tensor, Selected(group, member)).All(stored => _contents.Known(stored) is not null))
                member++;
            _knownMembers[group] = member;
            if (member < group.Members.Count)
                return null;
            var inner = group.Inner.Select(number => KeyOf(Groups[number])!.Digest.ToString());
            var selected = group.Members.Select((item, i) => KeyOf(Selected(group, i), item.Tensor).Text);
            return _groupKeys[group] = new FactorKey($"threshold {RuleOf(group)}\n{string.Join('\n', inner.Concat(selected))}");
        }
    }

    /// <summary>The key of a factor of an output tensor, or of any other value that follows from inputs whose contents are known.</summary>
    public FactorKey KeyOf(Node node, PlannedTensor tensor)
    {
        var key = KeyOf(node);
        var inputs = key.Read.Select(index =>
        {
            var reference = tensor.Inputs[index];
            return $"{_contents.Known(this[reference])}{(key.Named.Contains(index) ? $" {reference.Model}/{reference.Tensor}" : "")}";
        });
        return new FactorKey($"{key.Digest} {_matrixBackend} {string.Join(' ', inputs)}");
    }

    /// <summary>The key of an output tensor, with what is known of its inputs' contents.</summary>
    public ActionKey KeyOf(PlannedTensor tensor) =>
        ActionKey.Of(
            tensor,
            KeyOf(tensor.Node),
            [.. Of(tensor).Select(stored => (stored.Info, _contents.Known(stored)))],
            GroupKeysOf(tensor));

    /// <summary>What decides how many elements a group keeps and which of equals: where the elements that count are not known yet, the rule's parameters.</summary>
    static string RuleOf(ThresholdGroup group)
    {
        var parameters = ((Method)group.Rule).Descriptor.Parameters.Where(parameter => parameter.Name != "group").Select(parameter => parameter.Text((Method)group.Rule));
        var kept = group.Rule.CountsNonzero ? $"nonzero {string.Join(' ', parameters)}" : $"{group.Rule.Keep(group.Elements)}";
        return group.Rule.LastOfEquals ? $"{kept} last" : kept;
    }

    static Node Selected(ThresholdGroup group, int member) => group.Members[member].Selection.Operands[0];

    string? GroupKeysOf(PlannedTensor tensor)
    {
        var keys = Groups.Of(tensor).Select(group => KeyOf(Groups[group])).ToList();
        return keys.Count == 0 || keys.Contains(null) ? null : string.Join(' ', keys.Select(key => key!.Digest));
    }

    IEnumerable<StoredTensor> ReadBy(PlannedTensor tensor, Node node) => KeyOf(node).Read.Select(index => this[tensor.Inputs[index]]);

    NodeKey KeyOf(Node node)
    {
        lock (_nodes)
            return _nodes.TryGetValue(node, out var known) ? known : _nodes[node] = new NodeKey(node, _renumbered);
    }
}
