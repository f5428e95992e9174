using System.Buffers;

namespace MergeSdk.Engine.Execution;

/// <summary>Counts by bucket, kept apart for each worker while tiles come in and added up at the end.</summary>
sealed class Histogram
{
    readonly int _buckets;
    readonly long[][] _counts;

    public Histogram(int buckets, int workers)
    {
        _buckets = buckets;
        _counts = new long[workers][];
    }

    /// <summary>The counts of one worker, zero at first.</summary>
    public Span<long> Of(int worker)
    {
        if (_counts[worker] is null)
        {
            var counts = ArrayPool<long>.Shared.Rent(_buckets);
            counts.AsSpan(0, _buckets).Clear();
            _counts[worker] = counts;
        }
        return _counts[worker].AsSpan(0, _buckets);
    }

    /// <summary>
    /// Walks down from the highest bucket until the counts reach <paramref name="rank"/>: the bucket that holds the rank-th largest,
    /// and how many lie above that bucket.
    /// </summary>
    public (int Bucket, long Above) FindRankFromTop(long rank)
    {
        var above = 0L;
        for (var bucket = _buckets - 1; ; bucket--)
        {
            var count = 0L;
            foreach (var counts in _counts)
                count += counts is null ? 0 : counts[bucket];
            if (above + count >= rank || bucket == 0)
                return (bucket, above);
            above += count;
        }
    }

    /// <summary>How many are in a bucket.</summary>
    public long Count(int bucket)
    {
        var count = 0L;
        foreach (var counts in _counts)
            count += counts is null ? 0 : counts[bucket];
        return count;
    }

    public void Release()
    {
        foreach (var counts in _counts)
        {
            if (counts is not null)
                ArrayPool<long>.Shared.Return(counts);
        }
        Array.Clear(_counts);
    }
}
