using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes.Arithmetic;

/// <summary>Finds the coefficients, one for each vector, of a Gram matrix.</summary>
delegate void GramCoefficients(GramMatrix gram, Span<double> coefficients);

/// <summary>
/// An operation whose result is a linear combination of its operands, with coefficients that follow from their Gram matrix: over the whole tensor, in one pass
/// that finds the matrix and one that combines; or over each row, which needs no pass of its own.
/// </summary>
sealed class GramOperation : TileOperation
{
    readonly OperationContext _context;
    readonly int _operands;
    readonly GramCoefficients _coefficients;

    /// <summary>For each worker the matrix and the coefficients of the row it is at; null over the whole tensor.</summary>
    readonly (GramMatrix Gram, double[] Exact, float[] Rounded)[]? _rows;
    readonly TileSums?[,] _sums;
    float[] _known = [];

    /// <param name="context">The tensor and its operands.</param>
    /// <param name="byRow">Whether each vector along the last axis has a matrix of its own. The method must work by rows then.</param>
    /// <param name="coefficients">The coefficients of a Gram matrix.</param>
    public GramOperation(OperationContext context, bool byRow, GramCoefficients coefficients)
    {
        (_context, _operands, _coefficients) = (context, context.Operands, coefficients);
        _sums = new TileSums?[_operands, _operands];
        if (byRow)
            _rows = [.. Enumerable.Range(0, context.Workers).Select(_ => (new GramMatrix(_operands), new double[_operands], new float[_operands]))];
    }

    public override IEnumerable<Pass> Passes()
    {
        if (_rows is not null)
            yield break;
        for (var i = 0; i < _operands; i++)
        {
            for (var j = i; j < _operands; j++)
                _sums[i, j] = new TileSums(_context.TileCount);
        }
        yield return new Pass(AddProducts);
        var gram = new GramMatrix(_operands);
        for (var i = 0; i < _operands; i++)
        {
            for (var j = i; j < _operands; j++)
                gram[i, j] = _sums[i, j]!.Total;
        }
        var exact = new double[_operands];
        _coefficients(gram, exact);
        _known = [.. exact.Select(coefficient => (float)coefficient)];
    }

    public override void Evaluate(in Tile tile, Span<float> result)
    {
        if (_rows is null)
        {
            Combine(tile, _known, 0, result);
            return;
        }
        var (gram, exact, rounded) = _rows[tile.Worker];
        var length = _context.Tiling.RowLength;
        for (var start = 0; start < result.Length; start += length)
        {
            gram.Set(tile, start, length);
            _coefficients(gram, exact);
            for (var i = 0; i < _operands; i++)
                rounded[i] = (float)exact[i];
            Combine(tile, rounded, start, result.Slice(start, length));
        }
    }

    public override void Release()
    {
        foreach (var sums in _sums)
            sums?.Release();
    }

    void AddProducts(in Tile tile)
    {
        for (var i = 0; i < _operands; i++)
        {
            for (var j = i; j < _operands; j++)
                _sums[i, j]![tile.Index] = Reductions.Dot(tile[i], tile[j]);
        }
    }

    static void Combine(in Tile tile, ReadOnlySpan<float> coefficients, int start, Span<float> result)
    {
        Kernels.Scale(tile[0].Slice(start, result.Length), coefficients[0], result);
        for (var i = 1; i < coefficients.Length; i++)
            Kernels.AddScaled(tile[i].Slice(start, result.Length), coefficients[i], result);
    }
}
