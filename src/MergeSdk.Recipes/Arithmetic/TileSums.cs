using System.Buffers;

namespace MergeSdk.Recipes.Arithmetic;

/// <summary>A float64 figure for each tile of a tensor, added up in the order of tiles.</summary>
sealed class TileSums(int tileCount)
{
    readonly double[] _values = ArrayPool<double>.Shared.Rent(Math.Max(1, tileCount));

    public double this[int tile]
    {
        set => _values[tile] = value;
    }

    public double Total
    {
        get
        {
            var total = 0.0;
            foreach (var value in _values.AsSpan(0, tileCount))
                total += value;
            return total;
        }
    }

    public void Release() => ArrayPool<double>.Shared.Return(_values);
}
