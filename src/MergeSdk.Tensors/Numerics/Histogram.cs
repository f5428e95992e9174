using System.Buffers;

namespace MergeSdk.Tensors;

/// <summary>The buckets of a bracket, kept apart for each worker while tiles come in and added up at the end.</summary>
sealed class Histogram
{
    readonly MagnitudeBucket[]?[] _buckets;

    public Histogram(MagnitudeBracket bracket, int workers)
    {
        Bracket = bracket;
        _buckets = new MagnitudeBucket[]?[workers];
    }

    public MagnitudeBracket Bracket { get; }

    /// <summary>The buckets of one worker, empty at first.</summary>
    public Span<MagnitudeBucket> Of(int worker)
    {
        if (_buckets[worker] is not { } buckets)
        {
            _buckets[worker] = buckets = ArrayPool<MagnitudeBucket>.Shared.Rent(Bracket.Buckets);
            buckets.AsSpan(0, Bracket.Buckets).Clear();
        }
        return buckets.AsSpan(0, Bracket.Buckets);
    }

    /// <summary>
    /// Walks down from the highest bucket until the counts reach <paramref name="rank"/>: the bucket that holds the rank-th largest, or else the lowest, and how
    /// many lie above that bucket.
    /// </summary>
    public (int Index, MagnitudeBucket Bucket, long Above) FindRankFromTop(long rank)
    {
        var above = 0L;
        for (var index = Bracket.Buckets - 1; ; index--)
        {
            var bucket = default(MagnitudeBucket);
            foreach (var buckets in _buckets)
            {
                if (buckets is not null)
                    bucket.Add(buckets[index]);
            }
            if (above + bucket.Count >= rank || index == 0)
                return (index, bucket, above);
            above += bucket.Count;
        }
    }

    public void Release()
    {
        foreach (var buckets in _buckets)
        {
            if (buckets is not null)
                ArrayPool<MagnitudeBucket>.Shared.Return(buckets);
        }
        Array.Clear(_buckets);
    }
}
