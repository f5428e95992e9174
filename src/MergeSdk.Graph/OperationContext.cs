using System.Collections.ObjectModel;
using MergeSdk.Graph.Matrices;
using MergeSdk.Tensors;

namespace MergeSdk.Graph;

/// <summary>What an operation is told about the tensor it will work on.</summary>
/// <param name="Node">The step.</param>
/// <param name="Tensor">The output tensor's name, for messages.</param>
/// <param name="Inputs">The stored tensors that the inputs stand for, by index.</param>
/// <param name="Tiling">How the tensor is cut.</param>
/// <param name="Workers">How many workers there are; <see cref="Tile.Worker"/> is below it.</param>
sealed record OperationContext(Node Node, string Tensor, IReadOnlyList<TensorReference> Inputs, Tiling Tiling, int Workers)
{
    /// <summary>Reads an input as a whole, for operations whose operands are not shaped like the result.</summary>
    public required Func<Input, float[]> Load { get; init; }

    /// <summary>Linear algebra over whole matrices.</summary>
    public required IMatrixBackend Matrices { get; init; }

    /// <summary>Runs independent pieces of what is to be done between passes.</summary>
    public required ParallelLoop Loop { get; init; }

    /// <summary>The value of a factor of this tensor that an earlier build kept; null if there is none.</summary>
    public required Func<Node, FactorValue?> FindFactor { get; init; }

    /// <summary>Keeps the value of a factor for later builds.</summary>
    public required Action<Node, FactorValue> KeepFactor { get; init; }

    /// <summary>The operation of a node below this one.</summary>
    public required Func<Node, TileOperation> OperationOf { get; init; }

    /// <summary>The magnitude from which on a group of trims keeps elements, as bits, and how many of those equal to it in this tensor; null if all.</summary>
    public required Func<int, (uint Bits, long? KeptEquals)> ThresholdOf { get; init; }

    /// <summary>The code of the recipe's own methods.</summary>
    public IReadOnlyDictionary<string, UserMethodCode> UserMethods { get; init; } = ReadOnlyDictionary<string, UserMethodCode>.Empty;

    /// <summary>How many operands the node has.</summary>
    public int Operands => Node.Operands.Length;

    /// <summary>The shape of the node's value.</summary>
    public TensorShape Shape => Node.Type.Shape;

    /// <summary>Number of elements of the output tensor.</summary>
    public long ElementCount => Tiling.Elements;

    /// <summary>Number of tiles of the output tensor.</summary>
    public int TileCount => Tiling.TileCount;
}
