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

    /// <summary>A bucket is a value of a magnitude's upper 16 bits, down to a 256th of the largest; all below share the lowest.</summary>
    const int Buckets = 1024;

    const int LowerBits = 16;

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
        var open = ArrayPool<int>.Shared.Rent(x.Length);
        var count = KeepAtAnyRank(x, draws, limits, factor, result, open);
        var worthIt = KeepByRank(open.AsSpan(0, count), x, draws, limits, factor, result);
        ArrayPool<int>.Shared.Return(open);
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

    /// <summary>Keeps those of the elements that are not decided yet whose draws are at most their ranks' limits.</summary>
    /// <returns>Whether it was worth it; if not, the result is unfinished.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static bool KeepByRank(
        ReadOnlySpan<int> open, ReadOnlySpan<float> x, ReadOnlySpan<uint> draws, ReadOnlySpan<uint> limits, float factor, Span<float> result)
    {
        var ranks = new Ranks(MemoryMarshal.Cast<float, uint>(x), stackalloc int[2 * (Buckets + 1)]);
        var counted = 0;
        foreach (var i in open)
        {
            var draw = draws[i];
            var (first, last) = ranks.Of(i);
            var keep = draw <= limits[first];
            if (keep != draw <= limits[last])
            {
                if (counted++ == MostCounted)
                {
                    return false;
                }
                keep = draw <= limits[ranks.Exactly(i)];
            }
            // Without a branch, which would be guessed wrongly every other time.
            var mask = keep ? uint.MaxValue : 0;
            result[i] = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(x[i] * factor) & mask);
        }
        return true;
    }

    /// <summary>What is known of the ranks of a vector's elements.</summary>
    readonly ref struct Ranks
    {
        readonly ReadOnlySpan<uint> _x;

        /// <summary>For each bucket the first rank in it; at the end the number of ranks.</summary>
        readonly Span<int> _first;
        readonly int _lowest;

        public Ranks(ReadOnlySpan<uint> x, Span<int> room)
        {
            var lowest = (int)(Largest(x) >> LowerBits) - (Buckets - 1);
            room.Clear();
            // Elements in turn are counted in two places: of the same magnitude twice in a row, the second would have to wait for the first.
            var first = room[..(Buckets + 1)];
            var other = room[(Buckets + 1)..];
            var i = 0;
            for (; i < x.Length - 1; i += 2)
            {
                first[BucketOf(x[i], lowest)]++;
                other[BucketOf(x[i + 1], lowest)]++;
            }
            if (i < x.Length)
            {
                first[BucketOf(x[i], lowest)]++;
            }
            var rank = 0;
            for (i = 0; i < first.Length; i++)
            {
                var count = first[i] + other[i];
                first[i] = rank;
                rank += count;
            }
            _x = x;
            _first = first;
            _lowest = lowest;
        }

        /// <summary>The lowest and the highest rank that an element may have.</summary>
        public (int First, int Last) Of(int index)
        {
            var bucket = BucketOf(_x[index], _lowest);
            return (_first[bucket], _first[bucket + 1] - 1);
        }

        /// <summary>How many elements have a smaller magnitude, or the same and a lower index.</summary>
        public int Exactly(int index)
        {
            var magnitude = _x[index] & MagnitudeMask;
            // What is not above it before it, what is below it after it.
            return index - CountAbove(_x[..index], magnitude) + (_x.Length - index) - CountAbove(_x[index..], magnitude - 1);
        }

        static int BucketOf(uint bits, int lowest) => Math.Max(0, (int)((bits & MagnitudeMask) >> LowerBits) - lowest);
    }

    static uint Largest(ReadOnlySpan<uint> x)
    {
        var largest = Vector<uint>.Zero;
        var i = 0;
        for (; i <= x.Length - Vector<uint>.Count; i += Vector<uint>.Count)
        {
            largest = Vector.Max(largest, new Vector<uint>(x[i..]) & new Vector<uint>(MagnitudeMask));
        }
        var result = 0u;
        for (var lane = 0; lane < Vector<uint>.Count; lane++)
        {
            result = Math.Max(result, largest[lane]);
        }
        for (; i < x.Length; i++)
        {
            result = Math.Max(result, x[i] & MagnitudeMask);
        }
        return result;
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
