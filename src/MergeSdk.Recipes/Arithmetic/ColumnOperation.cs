using System.Buffers;
using MergeSdk.Graph;

namespace MergeSdk.Recipes.Arithmetic;

/// <summary>
/// Combines two operands with coefficients of their own for each vector along the first axis. A pass adds up the three products of every such vector: each block
/// on its own, then the blocks in order, so that threads do not matter. Holds three float64 figures for each of those vectors and block that is not added up yet.
/// </summary>
sealed class ColumnOperation : TileOperation
{
    readonly Tiling _tiling;
    readonly int _columns;
    readonly Func<double, double, double, (double First, double Second)> _coefficients;
    readonly double[] _totals;
    readonly double[]?[] _blocks;
    readonly Dictionary<int, double[]> _ahead = [];
    readonly float[] _first;
    readonly float[] _second;
    int _added;

    /// <param name="context">A tensor of rank 2 or more.</param>
    /// <param name="coefficients">The coefficients of ⟨v₀,v₀⟩, ⟨v₀,v₁⟩ and ⟨v₁,v₁⟩.</param>
    public ColumnOperation(OperationContext context, Func<double, double, double, (double First, double Second)> coefficients)
    {
        var rows = context.Shape[0];
        _tiling = context.Tiling;
        _columns = rows == 0 ? 0 : checked((int)(context.ElementCount / rows));
        _coefficients = coefficients;
        _totals = new double[3 * _columns];
        _blocks = new double[]?[context.Workers];
        (_first, _second) = (new float[_columns], new float[_columns]);
    }

    public override IEnumerable<Pass> Passes()
    {
        yield return new Pass(AddProducts);
        for (var column = 0; column < _columns; column++)
        {
            var (first, second) = _coefficients(_totals[3 * column], _totals[(3 * column) + 1], _totals[(3 * column) + 2]);
            (_first[column], _second[column]) = ((float)first, (float)second);
        }
    }

    public override void Evaluate(in Tile tile, Span<float> result)
    {
        var x = tile[0];
        var y = tile[1];
        var column = (int)(tile.Start % _columns);
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = (_first[column] * x[i]) + (_second[column] * y[i]);
            column = column + 1 == _columns ? 0 : column + 1;
        }
    }

    public override void Release()
    {
        foreach (var sums in _blocks.OfType<double[]>().Concat(_ahead.Values))
            ArrayPool<double>.Shared.Return(sums);
    }

    void AddProducts(in Tile tile)
    {
        var sums = _blocks[tile.Worker] ??= Rent();
        var x = tile[0];
        var y = tile[1];
        var column = (int)(tile.Start % _columns);
        for (var i = 0; i < x.Length; i++)
        {
            sums[3 * column] += (double)x[i] * x[i];
            sums[(3 * column) + 1] += (double)x[i] * y[i];
            sums[(3 * column) + 2] += (double)y[i] * y[i];
            column = column + 1 == _columns ? 0 : column + 1;
        }
        // A worker brings the tiles of a block one after the other.
        if (_tiling.IsLastOfBlock(tile.Index))
        {
            _blocks[tile.Worker] = null;
            AddInOrder(_tiling.BlockOf(tile.Index), sums);
        }
    }

    /// <summary>Adds up the sums of blocks as soon as those of all blocks before them are.</summary>
    void AddInOrder(int block, double[] sums)
    {
        lock (_ahead)
        {
            _ahead.Add(block, sums);
            while (_ahead.Remove(_added, out var next))
            {
                for (var i = 0; i < _totals.Length; i++)
                    _totals[i] += next[i];
                ArrayPool<double>.Shared.Return(next);
                _added++;
            }
        }
    }

    double[] Rent()
    {
        var sums = ArrayPool<double>.Shared.Rent(3 * _columns);
        sums.AsSpan(0, _totals.Length).Clear();
        return sums;
    }
}
