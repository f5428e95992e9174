using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Tensors;

/// <summary>
/// A random selection in which an element's chance grows with its rank, ascending by magnitude, of equals the lower index first. The result is that of sorting, but
/// few ranks are needed exactly: most draws are below the limits of all ranks or of none, and of the others, counts of magnitudes in buckets say between which ranks
/// the element lies, and almost always its draw is on the same side of the limits of all of them.
/// </summary>
static partial class RankedSelection
{
    /// <summary>Shorter vectors have fewer elements than there are buckets by far.</summary>
    const int ShortVector = 128;

    /// <summary>Counting out so many ranks one by one costs about as much as sorting the vector.</summary>
    const int MostCounted = 500;

    const uint SignBit = 0x8000_0000;

    /// <summary>Writes x·factor for each element that is kept, and +0 for the others. An element of rank r is kept if its draw is at most <c>limits[r]</c>.</summary>
    /// <param name="x">The vector.</param>
    /// <param name="draws">As many draws.</param>
    /// <param name="limits">As many limits, ascending.</param>
    /// <param name="factor">What to multiply with.</param>
    /// <param name="result">At least as long as the vector, and other memory.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Keep(ReadOnlySpan<float> x, ReadOnlySpan<uint> draws, ReadOnlySpan<uint> limits, float factor, Span<float> result)
    {
        if (draws.Length != x.Length || limits.Length != x.Length || result.Length < x.Length)
        {
            throw new ArgumentException($"There are {draws.Length} draws, {limits.Length} limits and room for {result.Length} results of {x.Length} elements.", nameof(x));
        }
        if (x.Length < ShortVector || !KeepByCounting(x, draws, limits, factor, result))
        {
            KeepBySorting(x, draws, limits, factor, result);
        }
    }

    static void KeepBySorting(ReadOnlySpan<float> x, ReadOnlySpan<uint> draws, ReadOnlySpan<uint> limits, float factor, Span<float> result)
    {
        var rented = ArrayPool<ulong>.Shared.Rent(x.Length);
        var keys = rented.AsSpan(0, x.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = ((ulong)MagnitudeSelection.MagnitudeBits(x[i]) << 32) | (uint)i;
        }
        keys.Sort();
        for (var rank = 0; rank < keys.Length; rank++)
        {
            var i = (int)(uint)keys[rank];
            result[i] = draws[i] <= limits[rank] ? x[i] * factor : 0;
        }
        ArrayPool<ulong>.Shared.Return(rented);
    }

    /// <returns>Whether it was worth it; if not, the result is unfinished.</returns>
    static bool KeepByCounting(ReadOnlySpan<float> x, ReadOnlySpan<uint> draws, ReadOnlySpan<uint> limits, float factor, Span<float> result)
    {
        var rented = ArrayPool<int>.Shared.Rent(2 * x.Length);
        var open = rented.AsSpan(0, x.Length);
        var buckets = rented.AsSpan(x.Length, x.Length);
        var count = KeepAtAnyRank(x, draws, limits, factor, result, open);
        FindBuckets(MemoryMarshal.Cast<float, int>(x), buckets);
        var worthIt = KeepByRank(open[..count], buckets, x, draws, limits, factor, result);
        ArrayPool<int>.Shared.Return(rented);
        return worthIt;
    }

    /// <summary>Keeps the elements whose draws are at most the limit of the lowest rank, and drops all others.</summary>
    /// <returns>How many elements' draws are up to the limit of the highest rank; their indices are in <paramref name="open"/>.</returns>
    static int KeepAtAnyRank(ReadOnlySpan<float> x, ReadOnlySpan<uint> draws, ReadOnlySpan<uint> limits, float factor, Span<float> result, Span<int> open)
    {
        var (done, count) = (0, 0);
        if (Vector512.IsHardwareAccelerated)
        {
            KeepAtAnyRank<Singles512>(x, draws, limits[0], limits[^1], factor, result, open, ref done, ref count);
        }
        if (Vector256.IsHardwareAccelerated)
        {
            KeepAtAnyRank<Singles256>(x, draws, limits[0], limits[^1], factor, result, open, ref done, ref count);
        }
        if (Vector128.IsHardwareAccelerated)
        {
            KeepAtAnyRank<Singles128>(x, draws, limits[0], limits[^1], factor, result, open, ref done, ref count);
        }
        KeepAtAnyRank<Singles1>(x, draws, limits[0], limits[^1], factor, result, open, ref done, ref count);
        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static void KeepAtAnyRank<T>(
        ReadOnlySpan<float> x, ReadOnlySpan<uint> draws, uint least, uint most, float factor, Span<float> result, Span<int> open, ref int done, ref int count)
        where T : struct, ISingles<T>
    {
        ref var from = ref Unsafe.As<float, byte>(ref MemoryMarshal.GetReference(x));
        ref var drawn = ref Unsafe.As<uint, byte>(ref MemoryMarshal.GetReference(draws));
        ref var to = ref Unsafe.As<float, byte>(ref MemoryMarshal.GetReference(result));
        var factors = T.Create(factor);
        // Registers compare signed: with the sign bit turned around, unsigned numbers are in order.
        var turn = T.CreateBits(SignBit);
        var (leasts, mosts) = (T.CreateBits(least ^ SignBit), T.CreateBits(most ^ SignBit));
        var (i, opened) = (done, count);
        for (; x.Length - i >= T.Count; i += T.Count)
        {
            var offset = (nuint)i * sizeof(float);
            var draw = T.AddBits(T.Load(in drawn, offset), turn);
            var aboveLeast = T.GreaterBits(draw, leasts);
            T.Select(aboveLeast, T.CreateBits(0), T.Load(in from, offset) * factors).Store(ref to, offset);
            for (var lanes = aboveLeast.MostSignificantBits() & ~T.GreaterBits(draw, mosts).MostSignificantBits(); lanes != 0; lanes &= lanes - 1)
            {
                open[opened++] = i + BitOperations.TrailingZeroCount(lanes);
            }
        }
        (done, count) = (i, opened);
    }

    /// <summary>
    /// Keeps those of the elements that are not decided yet whose draws are at most their ranks' limits. Their indices are in <paramref name="open"/>, ascending, and
    /// are overwritten.
    /// </summary>
    /// <returns>Whether it was worth it; if not, the result is unfinished.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static bool KeepByRank(
        Span<int> open, ReadOnlySpan<int> buckets, ReadOnlySpan<float> x, ReadOnlySpan<uint> draws, ReadOnlySpan<uint> limits, float factor, Span<float> result)
    {
        Span<(uint Least, uint Most)> limitsOf = stackalloc (uint, uint)[Buckets];
        FindLimits(buckets, limits, limitsOf);
        // Without branches, which would be guessed wrongly every other time: a difference below 0 is all ones, shifted.
        var undecided = 0;
        foreach (var i in open)
        {
            var draw = draws[i];
            var (least, most) = limitsOf[buckets[i]];
            var kept = (int)(((long)draw - least - 1) >> 63);
            var dropped = (int)(((long)most - draw) >> 63);
            result[i] = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(x[i] * factor) & kept);
            open[undecided] = i;
            undecided += 1 + (kept | dropped);
        }

        var ranks = new Ranks(MemoryMarshal.Cast<float, uint>(x), stackalloc (int, int)[Buckets]);
        foreach (var i in open[..undecided])
        {
            if (ranks.Counted == MostCounted)
            {
                return false;
            }
            result[i] = draws[i] <= limits[ranks.Of(i, buckets[i])] ? x[i] * factor : 0;
        }
        return true;
    }
}
