using System.Collections.ObjectModel;
using MergeSdk.Engine.Factors;
using MergeSdk.Engine.UserMethods;
using MergeSdk.Tensors;

namespace MergeSdk.Engine;

/// <summary>What an operation is told about the tensor it will work on.</summary>
/// <param name="Tensor">The output tensor.</param>
/// <param name="Tiling">How it is cut.</param>
/// <param name="Workers">How many workers there are; <see cref="Tile.Worker"/> is below it.</param>
/// <param name="Load">Reads an input as a whole, for operations whose operands are not shaped like the result.</param>
sealed record OperationContext(
    PlannedTensor Tensor, Tiling Tiling, int Workers, Func<int, (TensorShape Shape, float[] Values)> Load)
{
    /// <summary>The tensor's factors that are kept between builds.</summary>
    public required TensorFactors Factors { get; init; }

    /// <summary>The operation of an operand that is a factor; operands have their operations before the nodes that use them.</summary>
    public required Func<Factor, FactorOperation> FactorOf { get; init; }

    /// <summary>The magnitude from which on a group of trims keeps elements, as bits, and how many of those equal to it in this tensor; null if all.</summary>
    public required Func<int, (uint Bits, long? KeptEquals)> ThresholdOf { get; init; }

    /// <summary>The code of the recipe's own methods.</summary>
    public IReadOnlyDictionary<string, UserMethodCode> UserMethods { get; init; } = ReadOnlyDictionary<string, UserMethodCode>.Empty;

    /// <summary>Number of elements of the output tensor.</summary>
    public long ElementCount => Tiling.Elements;

    /// <summary>Number of tiles of the output tensor.</summary>
    public int TileCount => Tiling.TileCount;
}
