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
public static class RankedSelection
{
    /// <summary>Shorter vectors have fewer elements than there are buckets by far.</summary>
    const int ShortVector = 128;

    /// <summary>A bucket is a value of a magnitude's upper 14 bits, down to a 256th of the largest; all below share the lowest.</summary>
    const int Buckets = 256;

    const int LowerBits = 18;

    /// <summary>Counting out so many ranks one by one costs about as much as sorting the vector.</summary>
    const int MostCounted = 500;

    const uint MagnitudeMask = 0x7FFF_FFFF;
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

    /// <summary>Finds the limits of the lowest and of the highest rank in each bucket; those of an empty bucket mean nothing.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static void FindLimits(ReadOnlySpan<int> buckets, ReadOnlySpan<uint> limits, Span<(uint Least, uint Most)> limitsOf)
    {
        // Elements in turn are counted in two places: of the same magnitude twice in a row, the second would have to wait for the first.
        Span<int> even = stackalloc int[Buckets];
        Span<int> odd = stackalloc int[Buckets];
        var i = 0;
        for (; i < buckets.Length - 1; i += 2)
        {
            even[buckets[i]]++;
            odd[buckets[i + 1]]++;
        }
        if (i < buckets.Length)
        {
            even[buckets[i]]++;
        }
        var first = 0;
        for (i = 0; i < limitsOf.Length; i++)
        {
            var next = first + even[i] + odd[i];
            limitsOf[i] = (limits[Math.Min(first, limits.Length - 1)], limits[Math.Max(0, next - 1)]);
            first = next;
        }
    }

    /// <summary>Finds the bucket of each element, given by its bits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static void FindBuckets(ReadOnlySpan<int> x, Span<int> buckets)
    {
        var mask = new Vector<int>((int)MagnitudeMask);
        var largest = Vector<int>.Zero;
        var i = 0;
        for (; i <= x.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            largest = Vector.Max(largest, new Vector<int>(x[i..]) & mask);
        }
        var highest = 0;
        for (var lane = 0; lane < Vector<int>.Count; lane++)
        {
            highest = Math.Max(highest, largest[lane]);
        }
        for (; i < x.Length; i++)
        {
            highest = Math.Max(highest, x[i] & (int)MagnitudeMask);
        }

        var lowest = (highest >> LowerBits) - (Buckets - 1);
        for (i = 0; i <= x.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            var upper = Vector.ShiftRightLogical(new Vector<int>(x[i..]) & mask, LowerBits);
            Vector.Max(upper - new Vector<int>(lowest), Vector<int>.Zero).CopyTo(buckets[i..]);
        }
        for (; i < x.Length; i++)
        {
            buckets[i] = Math.Max(0, ((x[i] & (int)MagnitudeMask) >> LowerBits) - lowest);
        }
    }

    /// <summary>Exact ranks of elements that are asked for in the order of their indices.</summary>
    /// <param name="x">The bits of a vector's elements.</param>
    /// <param name="latest">For each bucket, the last index that was asked for, plus 1, and its rank; zeros if there is none.</param>
    ref struct Ranks(ReadOnlySpan<uint> x, Span<(int Next, int Rank)> latest)
    {
        readonly ReadOnlySpan<uint> _x = x;
        readonly Span<(int Next, int Rank)> _latest = latest;

        /// <summary>How many elements were compared with all others.</summary>
        public int Counted { get; private set; }

        /// <summary>How many elements have a smaller magnitude, or the same and a lower index.</summary>
        public int Of(int index, int bucket)
        {
            var magnitude = _x[index] & MagnitudeMask;
            ref var latest = ref _latest[bucket];
            // With bfloat16 inputs, many elements have the same magnitude: those between the last one asked for and this one are all that lie between their ranks.
            var rank = latest.Next > 0 && (_x[latest.Next - 1] & MagnitudeMask) == magnitude
                ? latest.Rank + 1 + MagnitudeSelection.CountEqual(MemoryMarshal.Cast<uint, float>(_x[latest.Next..index]), magnitude)
                : CountOut(index, magnitude);
            latest = (index + 1, rank);
            return rank;
        }

        int CountOut(int index, uint magnitude)
        {
            Counted++;
            // What is not above it before it, what is below it after it.
            return index - CountAbove(_x[..index], magnitude) + (_x.Length - index) - CountAbove(_x[index..], magnitude - 1);
        }
    }

    /// <param name="x">Bits of elements.</param>
    /// <param name="magnitude">A magnitude's bits, or −1.</param>
    static int CountAbove(ReadOnlySpan<uint> x, uint magnitude)
    {
        ref var start = ref Unsafe.As<uint, byte>(ref MemoryMarshal.GetReference(x));
        nuint done = 0;
        var count = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            done = CountAbove<Singles512>(ref start, done, (nuint)x.Length, magnitude, ref count);
        }
        if (Vector256.IsHardwareAccelerated)
        {
            done = CountAbove<Singles256>(ref start, done, (nuint)x.Length, magnitude, ref count);
        }
        if (Vector128.IsHardwareAccelerated)
        {
            done = CountAbove<Singles128>(ref start, done, (nuint)x.Length, magnitude, ref count);
        }
        CountAbove<Singles1>(ref start, done, (nuint)x.Length, magnitude, ref count);
        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static nuint CountAbove<T>(ref byte start, nuint done, nuint end, uint magnitude, ref int count)
        where T : struct, ISingles<T>
    {
        var limit = T.CreateBits(magnitude);
        var mask = T.CreateBits(MagnitudeMask);
        var counted = 0;
        for (; end - done >= (nuint)T.Count; done += (nuint)T.Count)
        {
            counted += BitOperations.PopCount(T.GreaterBits(T.Load(in start, done * sizeof(uint)) & mask, limit).MostSignificantBits());
        }
        count += counted;
        return done;
    }
}
