using System.Buffers;
using System.Numerics;
using MergeSdk.Engine.Execution;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>
/// Finds exactly, in passes over tiles, the magnitude of a rank, and how many elements of each tile have it. A pass counts what is above a bracket of magnitudes and,
/// in buckets, what is inside; the bucket that holds the rank is the next bracket. A sample gives the first bracket, and guesses which magnitude it is: with bfloat16
/// inputs one in dozens of elements has the same, and one pass is enough. Where the sample misleads, the search goes on beside its bracket and takes longer.
/// </summary>
sealed class RankSearch
{
    /// <summary>Most buckets, as a power of two: 512 KiB of counts stay in a second-level cache.</summary>
    const int BucketBits = 16;

    /// <summary>Elements in the sample. The share of 8192 that is above a magnitude is off by half a percent (one standard deviation).</summary>
    const int SampleElements = 8192;

    /// <summary>How far from the rank the first bracket reaches, as a share: rows differ, so the sample is worse than one of independent elements.</summary>
    const double Margin = 0.02;

    const uint Highest = 0x7FFF_FFFF;

    readonly Tiling _tiling;
    readonly int _workers;
    readonly long[] _aboveBracket;
    readonly uint[] _sample;
    List<Guess> _guesses = [];
    Histogram _counts;
    (uint Lowest, uint Highest) _bracket;
    int _shift;

    public RankSearch(OperationContext context)
    {
        (_tiling, _workers) = (context.Tiling, context.Workers);
        _aboveBracket = new long[_workers];
        (_bracket, _shift, _counts) = Bracket(0, Highest);
        TakesSample = _tiling.SampleTiles > 0;
        _sample = TakesSample ? ArrayPool<uint>.Shared.Rent(_tiling.SampleTiles * SampleLength) : [];
        NeedsPass = context.ElementCount > 0;
    }

    /// <summary>A search that has ended before it began, since the magnitude is known.</summary>
    public static RankSearch Known(uint bits, OperationContext context) => new(context) { Bits = bits, TakesSample = false, NeedsPass = false };

    /// <summary>Whether the next pass is over the sample's tiles.</summary>
    public bool TakesSample { get; private set; }

    public bool NeedsPass { get; private set; }

    /// <summary>The bits of the magnitude that has the rank.</summary>
    public uint Bits { get; private set; }

    /// <summary>How many elements have a larger magnitude.</summary>
    public long Above { get; private set; }

    /// <summary>How many elements have that magnitude.</summary>
    public long Equal { get; private set; }

    /// <summary>How many elements of each tile have that magnitude, if it was among the guesses; else null.</summary>
    public int[]? EqualInTiles => _guesses.Find(guess => guess.Bits == Bits)?.EqualInTiles;

    /// <summary>Elements of the sample in each of its tiles.</summary>
    int SampleLength => Math.Min(SampleElements / _tiling.SampleTiles, _tiling.TileElements);

    public void Accumulate(in Tile tile, ReadOnlySpan<float> values)
    {
        if (TakesSample)
        {
            TakeSample(tile, values);
            return;
        }
        _aboveBracket[tile.Worker] += MagnitudeSelection.CountBracket(values, _bracket.Lowest, _bracket.Highest, _shift, _counts.Of(tile.Worker));
        foreach (var guess in _guesses)
            guess.EqualInTiles[tile.Index] = MagnitudeSelection.CountEqual(values, guess.Bits);
    }

    /// <summary>Ends the pass over the sample.</summary>
    /// <param name="share">The rank from the top, as a share of all elements.</param>
    public void EndSample(double share)
    {
        var sample = _sample.AsSpan(0, _tiling.SampleTiles * SampleLength);
        sample.Sort();
        var (lowest, highest) = (At(share + Margin, sample), At(share - Margin, sample));
        _guesses = [.. new[] { lowest, At(share, sample), highest }.Distinct().Select(bits => new Guess(bits, _tiling.TileCount))];
        Narrow(lowest, highest);
        TakesSample = false;

        static uint At(double share, Span<uint> ascending) => ascending[(int)Math.Clamp((1 - share) * ascending.Length, 0, ascending.Length - 1)];
    }

    /// <summary>Ends a pass over all tiles.</summary>
    /// <param name="rank">The rank from the top, from 1 to the number of elements; the same for every pass.</param>
    public void EndPass(long rank)
    {
        var above = _aboveBracket.Sum();
        Array.Clear(_aboveBracket);
        if (above >= rank)
        {
            Narrow(_bracket.Highest + 1, Highest);
            return;
        }
        var (bucket, aboveBucket) = _counts.FindRankFromTop(rank - above);
        var inBucket = _counts.Count(bucket);
        if (above + aboveBucket + inBucket < rank)
        {
            Narrow(0, _bracket.Lowest - 1);
            return;
        }
        var lowest = _bracket.Lowest + ((uint)bucket << _shift);
        var highest = Math.Min(_bracket.Highest, lowest + (1u << _shift) - 1);
        // If as many elements have a guessed magnitude as there are in its bucket, there is no other in it.
        var guess = _guesses.Find(guess => guess.Bits >= lowest && guess.Bits <= highest && guess.Total == inBucket);
        if (lowest == highest || guess is not null)
            (Bits, Above, Equal, NeedsPass) = (guess?.Bits ?? lowest, above + aboveBucket, inBucket, false);
        else
            Narrow(lowest, highest);
    }

    public void Release()
    {
        _counts.Release();
        foreach (var guess in _guesses)
            ArrayPool<int>.Shared.Return(guess.EqualInTiles);
        if (_sample.Length > 0)
            ArrayPool<uint>.Shared.Return(_sample);
    }

    void Narrow(uint lowest, uint highest)
    {
        _counts.Release();
        (_bracket, _shift, _counts) = Bracket(lowest, highest);
    }

    ((uint Lowest, uint Highest) Bracket, int Shift, Histogram Counts) Bracket(uint lowest, uint highest)
    {
        var shift = Math.Max(0, 32 - BitOperations.LeadingZeroCount(highest - lowest) - BucketBits);
        return ((lowest, highest), shift, new Histogram((int)((highest - lowest) >> shift) + 1, _workers));
    }

    /// <summary>Takes elements at even distances.</summary>
    void TakeSample(in Tile tile, ReadOnlySpan<float> values)
    {
        var sample = _sample.AsSpan(_tiling.SamplePlace(tile.Index) * SampleLength, SampleLength);
        var distance = values.Length / sample.Length;
        for (var i = 0; i < sample.Length; i++)
            sample[i] = MagnitudeSelection.MagnitudeBits(values[i * distance]);
    }

    sealed class Guess(uint bits, int tileCount)
    {
        readonly int _tileCount = tileCount;

        public uint Bits => bits;

        public int[] EqualInTiles { get; } = ArrayPool<int>.Shared.Rent(tileCount);

        public long Total
        {
            get
            {
                var total = 0L;
                foreach (var equal in EqualInTiles.AsSpan(0, _tileCount))
                    total += equal;
                return total;
            }
        }
    }
}
