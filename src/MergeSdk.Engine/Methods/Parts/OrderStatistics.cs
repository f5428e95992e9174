using MergeSdk.Engine.Execution;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>Finds exactly, in two passes over tiles, the values of given ranks among non-negative numbers: a radix selection on their bits.</summary>
sealed class OrderStatistics
{
    readonly long[] _ranksFromTop;
    readonly Histogram _high;
    readonly OperationContext _context;
    readonly float[] _values;
    (int Bucket, long Above)[]? _buckets;
    Dictionary<int, Histogram>? _low;

    /// <param name="ranks">Ranks in ascending order of values, from 0.</param>
    /// <param name="context">The tensor that has as many values.</param>
    public OrderStatistics(IReadOnlyList<long> ranks, OperationContext context)
    {
        _context = context;
        _ranksFromTop = [.. ranks.Select(rank => context.ElementCount - rank)];
        _high = new Histogram(MagnitudeSelection.HighBuckets, context.Workers);
        _values = new float[ranks.Count];
        NeedsPass = context.ElementCount > 0;
    }

    public bool NeedsPass { get; private set; }

    /// <summary>The value of a rank, by its place in the list of ranks.</summary>
    public float this[int index] => _values[index];

    public void Accumulate(in Tile tile, ReadOnlySpan<float> values)
    {
        if (_low is null)
        {
            MagnitudeSelection.CountHigh(values, _high.Of(tile.Worker));
            return;
        }
        foreach (var (bucket, counts) in _low)
            MagnitudeSelection.CountLow(values, bucket, counts.Of(tile.Worker));
    }

    public void EndPass()
    {
        if (_low is null)
        {
            _buckets = [.. _ranksFromTop.Select(_high.FindRankFromTop)];
            _low = _buckets.Select(found => found.Bucket).Distinct().ToDictionary(bucket => bucket, _ => new Histogram(MagnitudeSelection.LowBuckets, _context.Workers));
            return;
        }
        for (var i = 0; i < _values.Length; i++)
        {
            var (bucket, above) = _buckets![i];
            var (low, _) = _low[bucket].FindRankFromTop(_ranksFromTop[i] - above);
            _values[i] = BitConverter.UInt32BitsToSingle(MagnitudeSelection.Bits(bucket, low));
        }
        NeedsPass = false;
    }

    public void Release()
    {
        _high.Release();
        foreach (var counts in _low?.Values ?? Enumerable.Empty<Histogram>())
            counts.Release();
    }
}
