using MergeSdk.Compute.LinearAlgebra;
using MergeSdk.Graph;

namespace MergeSdk.Build.Tests;

/// <summary>
/// A computation as a test writes it, before the types of its inputs are known: <c>new Slerp(0.3).Of(0, 1)</c>. A number is the input of that index, and whatever
/// is used twice becomes one node.
/// </summary>
sealed class Sketch
{
    readonly int _input;
    readonly Method? _method;
    readonly Sketch[] _operands = [];

    Sketch(int input) => _input = input;

    public Sketch(Method method, Sketch[] operands) => (_method, _operands) = (method, operands);

    public static implicit operator Sketch(int input) => new(input);

    public static Sketch Input(int index) => index;

    /// <summary>The node of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="types">Types and shapes of the inputs, by index.</param>
    public Node In(NodeTable table, IReadOnlyList<TensorType> types) => In(table, types, []);

    /// <summary>What its operation is told about a tensor x of inputs of this type.</summary>
    public OperationContext Context(TensorType type, IReadOnlyList<TensorReference> inputs, int workers = 1) =>
        new(In(new NodeTable(), [.. inputs.Select(_ => type)]), "x", inputs, new Tiling(type.Shape, byRows: false), workers)
        {
            Load = _ => throw new NotSupportedException(),
            Matrices = new ManagedMatrices(),
            Loop = (_, _) => throw new NotSupportedException(),
            FindFactor = _ => null,
            KeepFactor = (_, _) => throw new NotSupportedException(),
            OperationOf = _ => throw new NotSupportedException(),
            ThresholdOf = _ => throw new NotSupportedException(),
        };

    Node In(NodeTable table, IReadOnlyList<TensorType> types, Dictionary<Sketch, Node> known)
    {
        if (known.TryGetValue(this, out var node))
            return node;
        return known[this] = _method is null
            ? table.Input(_input, types[_input])
            : table.Add(_method, [.. _operands.Select(operand => operand.In(table, types, known))]);
    }
}

static class MethodSketches
{
    /// <summary>The method applied to operands.</summary>
    public static Sketch Of(this Method method, params Sketch[] operands) => new(method, operands);
}
