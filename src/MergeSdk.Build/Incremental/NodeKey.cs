using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Incremental;

/// <summary>What a computation adds to the keys of all tensors that it is done for. Made once: a mixture of experts has a hundred thousand of them.</summary>
sealed class NodeKey
{
    /// <param name="node">The step whose value is wanted.</param>
    /// <param name="table">Where the step with its inputs numbered afresh is made.</param>
    public NodeKey(Node node, NodeTable table)
    {
        var (root, used) = table.Renumber(node);
        var steps = node.Closure();
        Digest = root.Digest;
        Read = used;
        Named = [.. steps.Where(step => step.Method.DependsOnNames).SelectMany(step => step.Closure())
            .Select(step => step.Method).OfType<Input>().Select(input => input.Index).Distinct()];
        Methods = string.Join(
            ' ', steps.Select(step => step.Method.Descriptor).Where(method => method.Type != typeof(Input))
                .Select(method => $"{method.Name}/{method.Version}").Distinct().Order(StringComparer.Ordinal));
        Text = NodeText.Of(node, index => $"#{index}");
    }

    /// <summary>Which computation it is, whatever else the tensor reads.</summary>
    public ContentHash Digest { get; }

    /// <summary>The computation for people, inputs as <c>#0</c>, <c>#1</c>….</summary>
    public string Text { get; }

    /// <summary>The methods in it, each with its version, for people.</summary>
    public string Methods { get; }

    /// <summary>The indexes of the inputs that it reads, in the order of their first use.</summary>
    public IReadOnlyList<int> Read { get; }

    /// <summary>The indexes of the inputs whose names decide the result.</summary>
    public IReadOnlyList<int> Named { get; }
}
