using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Tensors;

/// <summary>
/// The passes of an exact, streaming selection of the largest magnitudes. A float32's magnitude is ordered by its bits without the sign; a NaN is larger
/// than infinity. Count what is above a bracket of magnitudes and, in buckets, what is inside: one pass says which bucket holds the threshold, and with buckets
/// of a single value the threshold itself, with no sorting and no copy.
/// </summary>
public static partial class MagnitudeSelection
{
    const uint MagnitudeMask = 0x7FFF_FFFF;

    /// <summary>A float32's magnitude as an ordered integer.</summary>
    public static uint MagnitudeBits(float value) => BitConverter.SingleToUInt32Bits(value) & MagnitudeMask;

    /// <summary>
    /// Adds to <paramref name="histogram"/> the elements whose magnitude bits lie in a bracket, by how far they are above its lower end.
    /// </summary>
    /// <param name="x">The elements.</param>
    /// <param name="lowest">The least magnitude bits of the bracket.</param>
    /// <param name="highest">Its greatest, from <paramref name="lowest"/> to 0x7FFFFFFF.</param>
    /// <param name="shift">Each bucket is 2^<paramref name="shift"/> values wide.</param>
    /// <param name="histogram">At least one count for each bucket: (highest − lowest) / 2^shift + 1.</param>
    /// <returns>How many elements are above the bracket.</returns>
    public static int CountBracket(ReadOnlySpan<float> x, uint lowest, uint highest, int shift, Span<long> histogram)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(highest, MagnitudeMask);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lowest, highest);
        if (histogram.Length <= (highest - lowest) >> shift)
        {
            throw new ArgumentException($"The histogram has {histogram.Length} of {((highest - lowest) >> shift) + 1} buckets.", nameof(histogram));
        }
        var bits = MemoryMarshal.Cast<float, uint>(x);
        var state = new BracketState(lowest, highest, shift);
        if (Vector512.IsHardwareAccelerated)
        {
            CountBracket<Singles512>(bits, histogram, ref state);
        }
        if (Vector256.IsHardwareAccelerated)
        {
            CountBracket<Singles256>(bits, histogram, ref state);
        }
        if (Vector128.IsHardwareAccelerated)
        {
            CountBracket<Singles128>(bits, histogram, ref state);
        }
        CountBracket<Singles1>(bits, histogram, ref state);
        return state.Above;
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

    // Few elements are in a bracket, usually: a whole register is passed over with two comparisons.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void CountBracket<T>(ReadOnlySpan<uint> x, Span<long> histogram, ref BracketState state)
        where T : struct, ISingles<T>
    {
        ref var start = ref Unsafe.As<uint, byte>(ref MemoryMarshal.GetReference(x));
        var mask = T.CreateBits(MagnitudeMask);
        var belowLowest = T.CreateBits(state.Lowest - 1);
        var highest = T.CreateBits(state.Highest);
        var (done, above) = (state.Done, state.Above);
        for (; x.Length - done >= T.Count; done += T.Count)
        {
            var magnitude = T.Load(in start, (nuint)done * sizeof(float)) & mask;
            var isAbove = T.GreaterBits(magnitude, highest).MostSignificantBits();
            above += BitOperations.PopCount(isAbove);
            for (var inside = T.GreaterBits(magnitude, belowLowest).MostSignificantBits() ^ isAbove; inside != 0; inside &= inside - 1)
            {
                var bits = x[done + BitOperations.TrailingZeroCount(inside)] & MagnitudeMask;
                histogram[(int)((bits - state.Lowest) >> state.Shift)]++;
            }
        }
        (state.Done, state.Above) = (done, above);
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

    struct BracketState(uint lowest, uint highest, int shift)
    {
        public readonly uint Lowest = lowest;
        public readonly uint Highest = highest;
        public readonly int Shift = shift;
        public int Done;
        public int Above;
    }
}
