using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Tensors;

/// <summary>
/// The passes of an exact, streaming selection of the largest magnitudes. A float32's magnitude is ordered by its bits without the sign; a NaN is larger
/// than infinity. Count high halves over the whole tensor, count low halves within the bucket where the threshold falls, and the threshold's exact bits
/// are known after two passes, with no sorting and no copy.
/// </summary>
public static partial class MagnitudeSelection
{
    /// <summary>Buckets of <see cref="CountHigh"/>: the values of the upper 15 bits of a magnitude.</summary>
    public const int HighBuckets = 1 << 15;

    /// <summary>Buckets of <see cref="CountLow"/>: the values of the lower 16 bits.</summary>
    public const int LowBuckets = 1 << 16;

    const uint MagnitudeMask = 0x7FFF_FFFF;

    /// <summary>A float32's magnitude as an ordered integer.</summary>
    public static uint MagnitudeBits(float value) => BitConverter.SingleToUInt32Bits(value) & MagnitudeMask;

    /// <summary>The magnitude bits whose upper half is <paramref name="high"/> (0 to 32767) and whose lower half is <paramref name="low"/> (0 to 65535).</summary>
    public static uint Bits(int high, int low)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)high, (uint)HighBuckets, nameof(high));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)low, (uint)LowBuckets, nameof(low));
        return ((uint)high << 16) | (uint)low;
    }

    /// <summary>Adds to <paramref name="histogram"/> how many elements have each upper half of their magnitude bits.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="histogram">At least <see cref="HighBuckets"/> counts.</param>
    public static void CountHigh(ReadOnlySpan<float> x, Span<long> histogram)
    {
        Require(histogram, HighBuckets);
        foreach (var bits in MemoryMarshal.Cast<float, uint>(x))
        {
            histogram[(int)((bits & MagnitudeMask) >> 16)]++;
        }
    }

    /// <summary>Adds to <paramref name="histogram"/> how many of the elements in <paramref name="bucket"/> have each lower half.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="bucket">The upper half to look at: 0 to <see cref="HighBuckets"/> − 1.</param>
    /// <param name="histogram">At least <see cref="LowBuckets"/> counts.</param>
    public static void CountLow(ReadOnlySpan<float> x, int bucket, Span<long> histogram)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bucket);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(bucket, HighBuckets);
        Require(histogram, LowBuckets);
        nuint done = 0;
        var bits = MemoryMarshal.Cast<float, uint>(x);
        if (Vector512.IsHardwareAccelerated)
        {
            done = CountLow<Singles512>(bits, bucket, histogram, done);
        }
        if (Vector256.IsHardwareAccelerated)
        {
            done = CountLow<Singles256>(bits, bucket, histogram, done);
        }
        if (Vector128.IsHardwareAccelerated)
        {
            done = CountLow<Singles128>(bits, bucket, histogram, done);
        }
        CountLow<Singles1>(bits, bucket, histogram, done);
    }

    /// <summary>How many elements have exactly these magnitude bits.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="bits">A magnitude's bits; with the sign bit set nothing is equal.</param>
    public static int CountEqual(ReadOnlySpan<float> x, uint bits)
    {
        var count = 0;
        nuint done = 0;
        ref var start = ref Unsafe.As<float, byte>(ref MemoryMarshal.GetReference(x));
        var end = (nuint)x.Length * sizeof(float);
        if (Vector512.IsHardwareAccelerated)
        {
            done = CountEqual<Singles512>(ref start, done, end, bits, ref count);
        }
        if (Vector256.IsHardwareAccelerated)
        {
            done = CountEqual<Singles256>(ref start, done, end, bits, ref count);
        }
        if (Vector128.IsHardwareAccelerated)
        {
            done = CountEqual<Singles128>(ref start, done, end, bits, ref count);
        }
        CountEqual<Singles1>(ref start, done, end, bits, ref count);
        return count;
    }

    // Few elements are in the bucket: a whole register is passed over with one comparison.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static nuint CountLow<T>(ReadOnlySpan<uint> x, int bucket, Span<long> histogram, nuint done)
        where T : struct, ISingles<T>
    {
        ref var start = ref Unsafe.As<uint, byte>(ref MemoryMarshal.GetReference(x));
        var high = T.CreateBits((uint)bucket << 16);
        var mask = T.CreateBits(MagnitudeMask & 0xFFFF_0000);
        for (; (nuint)x.Length - done >= (nuint)T.Count; done += (nuint)T.Count)
        {
            var matches = T.EqualBits(T.Load(in start, done * sizeof(float)) & mask, high).MostSignificantBits();
            for (; matches != 0; matches &= matches - 1)
            {
                histogram[(ushort)x[(int)done + BitOperations.TrailingZeroCount(matches)]]++;
            }
        }
        return done;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static nuint CountEqual<T>(ref byte start, nuint done, nuint end, uint bits, ref int count)
        where T : struct, ISingles<T>
    {
        var wanted = T.CreateBits(bits);
        var mask = T.CreateBits(MagnitudeMask);
        var step = (nuint)T.Count * sizeof(float);
        for (; end - done >= step; done += step)
        {
            count += BitOperations.PopCount(T.EqualBits(T.Load(in start, done) & mask, wanted).MostSignificantBits());
        }
        return done;
    }

    static void Require(Span<long> histogram, int buckets)
    {
        if (histogram.Length < buckets)
        {
            throw new ArgumentException($"The histogram has {histogram.Length} of {buckets} buckets.", nameof(histogram));
        }
    }
}
