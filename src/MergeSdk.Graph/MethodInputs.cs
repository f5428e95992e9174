using MergeSdk.Tensors;

namespace MergeSdk.Graph;

/// <summary>
/// What a method of the user's own is given of its operands: the same tile of each, a run of consecutive elements. <c>inputs[0]</c> is the tile of the first.
/// </summary>
public readonly ref struct MethodInputs
{
    readonly Tile _tile;

    internal MethodInputs(in Tile tile, int count, ReadOnlySpan<double> parameters, TensorShape shape)
    {
        _tile = tile;
        Count = count;
        Parameters = parameters;
        Shape = shape;
    }

    /// <summary>How many operands there are.</summary>
    public int Count { get; }

    /// <summary>How many elements the tile has. How long tiles are depends on the tensor's shape, never on the machine; the last one may be shorter.</summary>
    public int Length => _tile.Length;

    /// <summary>The index in the tensor of the tile's first element. Rows (vectors along the last axis) may be cut anywhere.</summary>
    public long Start => _tile.Start;

    /// <summary>The tensor's dimensions.</summary>
    public TensorShape Shape { get; }

    /// <summary>The method's parameters, with the values they have for this tensor.</summary>
    public ReadOnlySpan<double> Parameters { get; }

    /// <summary>The elements of an operand; zeros where a task vector does not have the tensor.</summary>
    /// <param name="operand">Its place in the list that the method was given, from 0.</param>
    public ReadOnlySpan<float> this[int operand] => _tile[operand];
}
