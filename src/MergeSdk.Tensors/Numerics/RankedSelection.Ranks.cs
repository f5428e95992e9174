using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Tensors;

// What is known of elements' ranks: roughly by buckets of magnitudes, exactly by counting.
static partial class RankedSelection
{
    /// <summary>A bucket is a value of a magnitude's upper 14 bits, down to a 256th of the largest; all below share the lowest.</summary>
    const int Buckets = 256;

    const int LowerBits = 18;

    const uint MagnitudeMask = MagnitudeSelection.MagnitudeMask;

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
