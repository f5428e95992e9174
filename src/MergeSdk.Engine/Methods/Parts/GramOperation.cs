using MergeSdk.Engine.Execution;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>Finds the coefficients, one for each vector, of a Gram matrix.</summary>
delegate void GramCoefficients(GramMatrix gram, Span<double> coefficients);

/// <summary>
/// An operation whose result is a linear combination of its operands, with coefficients that follow from their Gram matrix: over the whole tensor, in one pass
/// that finds the matrix and one that combines; or over each row, which needs no pass of its own.
/// </summary>
sealed class GramOperation : TileOperation
{
    readonly int _operands;
    readonly int? _rowLength;
    readonly GramCoefficients _coefficients;

    /// <summary>For each worker the matrix and the coefficients of the row it is at.</summary>
    readonly (GramMatrix Gram, double[] Exact, float[] Rounded)[] _rows = [];
    readonly TileSums[,]? _sums;
    float[]? _known;

    /// <param name="operands">How many operands there are.</param>
    /// <param name="context">The tensor.</param>
    /// <param name="byRow">Whether each vector along the last axis has a matrix of its own. The expression must work by rows then.</param>
    /// <param name="coefficients">The coefficients of a Gram matrix.</param>
    public GramOperation(int operands, OperationContext context, bool byRow, GramCoefficients coefficients)
    {
        _operands = operands;
        _coefficients = coefficients;
        if (byRow)
        {
            _rowLength = context.Tiling.RowLength;
            _rows = [.. Enumerable.Range(0, context.Workers).Select(_ => (new GramMatrix(operands), new double[operands], new float[operands]))];
            return;
        }
        _sums = new TileSums[operands, operands];
        foreach (var (i, j) in Pairs)
            _sums[i, j] = new TileSums(context.TileCount);
    }

    public override bool NeedsPass => _rowLength is null && _known is null;

    IEnumerable<(int I, int J)> Pairs =>
        Enumerable.Range(0, _operands).SelectMany(i => Enumerable.Range(i, _operands - i).Select(j => (i, j)));

    public override void Accumulate(in Tile tile)
    {
        for (var i = 0; i < _operands; i++)
        {
            for (var j = i; j < _operands; j++)
                _sums![i, j][tile.Index] = Reductions.Dot(tile[i], tile[j]);
        }
    }

    public override void EndPass()
    {
        var gram = new GramMatrix(_operands);
        foreach (var (i, j) in Pairs)
            gram[i, j] = _sums![i, j].Total;
        var exact = new double[_operands];
        _coefficients(gram, exact);
        _known = [.. exact.Select(coefficient => (float)coefficient)];
    }

    public override void Evaluate(in Tile tile, Span<float> result)
    {
        if (_rowLength is not { } length)
        {
            Combine(tile, _known!, 0, result);
            return;
        }
        var (gram, exact, rounded) = _rows[tile.Worker];
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
        foreach (var sums in _sums ?? new TileSums[0, 0])
            sums?.Release();
    }

    static void Combine(in Tile tile, ReadOnlySpan<float> coefficients, int start, Span<float> result)
    {
        Kernels.Scale(tile[0].Slice(start, result.Length), coefficients[0], result);
        for (var i = 1; i < coefficients.Length; i++)
            Kernels.AddScaled(tile[i].Slice(start, result.Length), coefficients[i], result);
    }
}
