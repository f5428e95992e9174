using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace MergeSdk.Graph;

/// <summary>Makes nodes: the same method applied to the same operands is the same node, however often it is asked for.</summary>
sealed class NodeTable
{
    readonly HashSet<Node> _nodes = new(SameStep.Instance);
    readonly List<Node> _order = [];
    readonly DigestWriter _digest = new();

    /// <summary>All nodes, operands before the nodes that use them.</summary>
    public IReadOnlyList<Node> Nodes => _order;

    /// <summary>A stored tensor: the input of that index of a planned tensor.</summary>
    public Node Input(int index, TensorType stored) => Add(new Input(index, stored), []);

    /// <summary>A method applied to operands of this table.</summary>
    public Node Add(Method method, params ImmutableArray<Node> operands)
    {
        var node = new Node(method, operands);
        if (_nodes.TryGetValue(node, out var known))
            return known;
        node.Complete(_order.Count, _digest);
        _nodes.Add(node);
        _order.Add(node);
        return node;
    }

    /// <summary>The same computation with its inputs numbered in the order in which they occur, so that it does not matter what else was read beside them.</summary>
    /// <returns>The step, and the former indexes of its inputs.</returns>
    public (Node Root, int[] Used) Renumber(Node root)
    {
        var steps = root.Closure();
        int[] used = [.. steps.Select(step => step.Method).OfType<Input>().Select(leaf => leaf.Index)];
        var renumbered = new Dictionary<Node, Node>();
        foreach (var step in steps)
        {
            renumbered[step] = step.Method is Input leaf
                ? Input(Array.IndexOf(used, leaf.Index), leaf.Stored)
                : Add(step.Method, [.. step.Operands.Select(operand => renumbered[operand])]);
        }
        return (renumbered[root], used);
    }

    /// <summary>Compares methods by their parameters, and operands as objects, since they are in the table already.</summary>
    sealed class SameStep : IEqualityComparer<Node>
    {
        public static SameStep Instance { get; } = new();

        public bool Equals(Node? x, Node? y) =>
            ReferenceEquals(x, y) || (x is not null && y is not null && x.Method.Equals(y.Method) && x.Operands.AsSpan().SequenceEqual(y.Operands.AsSpan()));

        public int GetHashCode(Node node)
        {
            var hash = new HashCode();
            hash.Add(node.Method);
            foreach (var operand in node.Operands)
                hash.Add(RuntimeHelpers.GetHashCode(operand));
            return hash.ToHashCode();
        }
    }
}
