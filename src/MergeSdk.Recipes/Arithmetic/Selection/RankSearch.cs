using System.Buffers;
using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes.Arithmetic.Selection;

/// <summary>
/// Finds exactly, in passes over tiles, the magnitude of a rank, and how many elements of each tile have it. A pass counts what is above a bracket of magnitudes and,
/// in buckets, what is inside; the bucket that holds the rank is the next bracket. A sample gives the first bracket, and guesses which magnitude it is: with bfloat16
/// inputs one in dozens of elements has the same, and one pass is enough. Otherwise the next one counts each of a few
/// magnitudes. Where the sample misleads, the search goes on beside its bracket and takes longer.
/// </summary>
sealed class RankSearch
{
    /// <summary>Most buckets, as a power of two: 512 KiB of counts stay in a second-level cache.</summary>
    const int BucketBits = 16;

    /// <summary>Elements in the sample. The share of 8192 that is above a magnitude is off by half a percent (one standard deviation).</summary>
    const int SampleElements = 8192;

    /// <summary>How far from the rank the first bracket reaches, as a share: rows differ, so the sample is worse than one of independent elements.</summary>
    const double Margin = 0.02;

    /// <summary>In a bracket of so few magnitudes each is counted tile by tile, so that the search ends with its pass.</summary>
    const int FewMagnitudes = 16;

    const uint Highest = 0x7FFF_FFFF;

    readonly Tiling _tiling;
    readonly int _workers;
    readonly long[] _aboveBracket;
    readonly uint[] _sample;
    uint[] _guesses = [];
    int[][] _equalInTiles = [];
    Histogram _counts;

    public RankSearch(OperationContext context)
    {
        (_tiling, _workers) = (context.Tiling, context.Workers);
        _aboveBracket = new long[_workers];
        _counts = new Histogram(new MagnitudeBracket(0, Highest, BucketBits), _workers);
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

    /// <summary>How many elements of each tile have that magnitude, if it was among those guessed or among few; else null.</summary>
    public int[]? EqualInTiles => Array.IndexOf(_guesses, Bits) is >= 0 and var guess ? _equalInTiles[guess] : null;

    /// <summary>Elements of the sample in each of its tiles.</summary>
    int SampleLength => Math.Min(SampleElements / _tiling.SampleTiles, _tiling.TileElements);

    public void Accumulate(in Tile tile, ReadOnlySpan<float> values)
    {
        if (TakesSample)
        {
            TakeSample(tile, values);
            return;
        }
        if (_guesses.Length > MagnitudeSelection.MostFrequent)
        {
            CountFew(tile, values);
            return;
        }
        Span<int> equal = stackalloc int[MagnitudeSelection.MostFrequent];
        _aboveBracket[tile.Worker] += MagnitudeSelection.Count(values, _counts.Bracket, _guesses, equal, _counts.Of(tile.Worker));
        for (var guess = 0; guess < _guesses.Length; guess++)
            _equalInTiles[guess][tile.Index] = equal[guess];
    }

    void CountFew(in Tile tile, ReadOnlySpan<float> values)
    {
        Span<MagnitudeBucket> counts = stackalloc MagnitudeBucket[FewMagnitudes];
        _aboveBracket[tile.Worker] += MagnitudeSelection.Count(values, _counts.Bracket, [], [], counts);
        for (var i = 0; i < _guesses.Length; i++)
            _equalInTiles[i][tile.Index] = (int)counts[_counts.Bracket.BucketOf(_guesses[i])].Count;
    }

    /// <summary>Ends the pass over the sample.</summary>
    /// <param name="share">The rank from the top, as a share of all elements.</param>
    public void EndSample(double share)
    {
        var sample = _sample.AsSpan(0, _tiling.SampleTiles * SampleLength);
        sample.Sort();
        var (lowest, highest) = (At(share + Margin, sample), At(share - Margin, sample));
        Guess(new[] { lowest, At(share, sample), highest }.Distinct());
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
        var bracket = _counts.Bracket;
        if (above >= rank)
        {
            Narrow(bracket.Highest + 1, Highest);
            return;
        }
        for (var guess = 0; guess < _guesses.Length; guess++)
            _counts.Of(worker: 0)[bracket.BucketOf(_guesses[guess])].Add(Sum(_equalInTiles[guess].AsSpan(0, _tiling.TileCount)), bracket.InBucket(_guesses[guess]));
        var (index, bucket, aboveBucket) = _counts.FindRankFromTop(rank - above);
        var lowest = bracket.LowestOf(index);
        if (above + aboveBucket + bucket.Count < rank)
            Narrow(0, bracket.Lowest - 1);
        else if (bucket.IsLowest)
            (Bits, Above, Equal, NeedsPass) = (lowest, above + aboveBucket, bucket.Count, false);
        else
            Narrow(lowest, Math.Min(bracket.Highest, lowest + (1u << bracket.Shift) - 1));
    }

    public void Release()
    {
        _counts.Release();
        ReleaseGuesses();
        if (_sample.Length > 0)
            ArrayPool<uint>.Shared.Return(_sample);
    }

    static long Sum(Span<int> values)
    {
        var sum = 0L;
        foreach (var value in values)
            sum += value;
        return sum;
    }

    void Narrow(uint lowest, uint highest)
    {
        // Guesses that are wrong by now are not looked for anymore.
        if (Array.Exists(_guesses, guess => guess < lowest || guess > highest))
            ReleaseGuesses();
        if (_guesses.Length == 0 && highest - lowest < FewMagnitudes)
            Guess(Enumerable.Range(0, (int)(highest - lowest) + 1).Select(i => lowest + (uint)i));
        _counts.Release();
        _counts = new Histogram(new MagnitudeBracket(lowest, highest, BucketBits), _workers);
    }

    void Guess(IEnumerable<uint> magnitudes)
    {
        _guesses = [.. magnitudes];
        _equalInTiles = [.. _guesses.Select(_ => ArrayPool<int>.Shared.Rent(_tiling.TileCount))];
    }

    void ReleaseGuesses()
    {
        foreach (var equal in _equalInTiles)
            ArrayPool<int>.Shared.Return(equal);
        (_guesses, _equalInTiles) = ([], []);
    }

    /// <summary>Takes elements at even distances.</summary>
    void TakeSample(in Tile tile, ReadOnlySpan<float> values)
    {
        var sample = _sample.AsSpan(_tiling.SamplePlace(tile.Index) * SampleLength, SampleLength);
        var distance = values.Length / sample.Length;
        for (var i = 0; i < sample.Length; i++)
            sample[i] = MagnitudeSelection.MagnitudeBits(values[i * distance]);
    }
}
