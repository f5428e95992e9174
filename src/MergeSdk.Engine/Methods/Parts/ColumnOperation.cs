using System.Buffers;

namespace MergeSdk.Engine.Methods;

/// <summary>
/// Combines two operands with coefficients of their own for each vector along the first axis. A pass adds up the three products of every such vector: each block
/// on its own, then the blocks in order, so that threads do not matter. Holds three float64 figures for each of those vectors and worker.
/// </summary>
sealed class ColumnOperation : TileOperation
{
    readonly int _columns;
    readonly Func<double, double, double, (double First, double Second)> _coefficients;
    readonly double[] _totals;
    readonly double[]?[] _blocks;
    readonly float[] _first;
    readonly float[] _second;
    bool _known;

    /// <param name="context">A tensor of rank 2 or more.</param>
    /// <param name="coefficients">The coefficients of ⟨v₀,v₀⟩, ⟨v₀,v₁⟩ and ⟨v₁,v₁⟩.</param>
    public ColumnOperation(OperationContext context, Func<double, double, double, (double First, double Second)> coefficients)
    {
        var rows = context.Tensor.Shape[0];
        _columns = rows == 0 ? 0 : checked((int)(context.ElementCount / rows));
        _coefficients = coefficients;
        _totals = new double[3 * _columns];
        _blocks = new double[]?[context.Workers];
        (_first, _second) = (new float[_columns], new float[_columns]);
    }

    public override bool NeedsPass => !_known;

    public override bool TakesBlocksInOrder => true;

    public override void Accumulate(in Tile tile)
    {
        var sums = _blocks[tile.Worker] ??= Clear(ArrayPool<double>.Shared.Rent(3 * _columns));
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
    }

    public override void EndBlock(int worker)
    {
        var sums = _blocks[worker]!;
        for (var i = 0; i < _totals.Length; i++)
            _totals[i] += sums[i];
        Clear(sums);
    }

    public override void EndPass()
    {
        for (var column = 0; column < _columns; column++)
        {
            var (first, second) = _coefficients(_totals[3 * column], _totals[(3 * column) + 1], _totals[(3 * column) + 2]);
            (_first[column], _second[column]) = ((float)first, (float)second);
        }
        _known = true;
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
        foreach (var sums in _blocks)
        {
            if (sums is not null)
                ArrayPool<double>.Shared.Return(sums);
        }
    }

    double[] Clear(double[] sums)
    {
        sums.AsSpan(0, _totals.Length).Clear();
        return sums;
    }
}
