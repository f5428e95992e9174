using System.Collections.Immutable;
using MergeSdk.Tensors;

namespace MergeSdk.Graph;

/// <summary>
/// A step of a computation: a method and what it is applied to. Nodes are made by a <see cref="NodeTable"/>, equal ones once, so that they form a graph without
/// repetitions and are compared as objects. What a node is does not depend on the table: <see cref="Digest"/> is the same everywhere.
/// </summary>
sealed class Node
{
    public Node(Method method, ImmutableArray<Node> operands) => (Method, Operands) = (method, operands);

    public Method Method { get; }

    public ImmutableArray<Node> Operands { get; }

    /// <summary>Element type and shape of the value: an input's as they are stored, else float32.</summary>
    public TensorType Type { get; private set; }

    /// <summary>Says which computation it is, whoever made the node: of the method's name, version and parameters, the type, and the digests of the operands.</summary>
    public ContentHash Digest { get; private set; }

    /// <summary>Its place in the table that made it; operands come before the nodes that use them.</summary>
    public int Index { get; private set; }

    /// <summary>How many nodes lie one above the other in it: 1 for an input.</summary>
    public int Depth { get; private set; }

    /// <summary>It and everything below it, each once, operands first.</summary>
    public IReadOnlyList<Node> Closure()
    {
        var seen = new HashSet<Node>();
        var order = new List<Node>();
        var stack = new Stack<(Node Node, bool Expanded)>([(this, false)]);
        while (stack.TryPop(out var item))
        {
            if (item.Expanded)
            {
                order.Add(item.Node);
            }
            else if (seen.Add(item.Node))
            {
                stack.Push((item.Node, true));
                for (var i = item.Node.Operands.Length - 1; i >= 0; i--)
                    stack.Push((item.Node.Operands[i], false));
            }
        }
        return order;
    }

    /// <summary>The inputs from left to right, as often as they occur on a path; paths can be very many, so take only as many as are needed.</summary>
    public IEnumerable<Input> Leaves()
    {
        var stack = new Stack<Node>([this]);
        while (stack.TryPop(out var node))
        {
            if (node.Method is Input input)
                yield return input;
            for (var i = node.Operands.Length - 1; i >= 0; i--)
                stack.Push(node.Operands[i]);
        }
    }

    /// <summary>Fills in what follows from method and operands, once it is known that the node is a new one.</summary>
    public void Complete(int index, DigestWriter digest)
    {
        Index = index;
        Type = Method.TypeOf(Operands.AsSpan());
        var descriptor = Method.Descriptor;
        digest.Add(descriptor.Name);
        digest.Add(descriptor.Version);
        foreach (var parameter in descriptor.Parameters)
        {
            digest.Add(parameter.Name);
            parameter.AddTo(digest, Method);
        }
        digest.Add(Type);
        foreach (var operand in Operands)
        {
            digest.Add(operand.Digest);
            Depth = Math.Max(Depth, operand.Depth);
        }
        Depth++;
        Digest = digest.Take();
    }
}
