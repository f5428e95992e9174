using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Tensors;

/// <summary>
/// The passes of an exact, streaming selection of the largest magnitudes. A float32's magnitude is ordered by its bits without the sign; a NaN is larger
/// than infinity. Count what is above a bracket of magnitudes and, in buckets, what is inside: one pass says which bucket holds the threshold, and where its
/// elements are all the same, the threshold itself, with no sorting and no copy.
/// </summary>
static partial class MagnitudeSelection
{
    /// <summary>The most magnitudes that <see cref="Count"/> counts by themselves.</summary>
    public const int MostFrequent = 3;

    internal const uint MagnitudeMask = 0x7FFF_FFFF;

    /// <summary>A float32's magnitude as an ordered integer.</summary>
    public static uint MagnitudeBits(float value) => BitConverter.SingleToUInt32Bits(value) & MagnitudeMask;

    /// <summary>
    /// Counts the elements of a bracket of magnitudes: in buckets, but for a few magnitudes that are expected to be frequent, each of which is counted by itself.
    /// </summary>
    /// <param name="x">The elements.</param>
    /// <param name="bracket">What to count.</param>
    /// <param name="frequent">At most <see cref="MostFrequent"/> different magnitudes of the bracket.</param>
    /// <param name="equal">How many elements have each of them.</param>
    /// <param name="buckets">At least <see cref="MagnitudeBracket.Buckets"/> of them; all other elements of the bracket are added.</param>
    /// <returns>How many elements are above the bracket.</returns>
    public static int Count(ReadOnlySpan<float> x, MagnitudeBracket bracket, ReadOnlySpan<uint> frequent, Span<int> equal, Span<MagnitudeBucket> buckets)
    {
        if (frequent.Length > MostFrequent || equal.Length < frequent.Length || buckets.Length < bracket.Buckets)
        {
            throw new ArgumentException(
                $"There is room for {equal.Length} of {frequent.Length} frequent magnitudes, which may be {MostFrequent}, and {buckets.Length} of {bracket.Buckets} buckets.",
                nameof(buckets));
        }
        var bits = MemoryMarshal.Cast<float, uint>(x);
        var state = new CountState(frequent);
        if (Vector512.IsHardwareAccelerated)
        {
            Count<Singles512>(bits, bracket, buckets, ref state);
        }
        if (Vector256.IsHardwareAccelerated)
        {
            Count<Singles256>(bits, bracket, buckets, ref state);
        }
        if (Vector128.IsHardwareAccelerated)
        {
            Count<Singles128>(bits, bracket, buckets, ref state);
        }
        Count<Singles1>(bits, bracket, buckets, ref state);
        for (var i = 0; i < frequent.Length; i++)
        {
            equal[i] = i == 0 ? state.Equal0 : i == 1 ? state.Equal1 : state.Equal2;
        }
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

    // Few elements remain for the buckets, usually: a whole register is passed over with some comparisons.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static void Count<T>(ReadOnlySpan<uint> x, MagnitudeBracket bracket, Span<MagnitudeBucket> buckets, ref CountState state)
        where T : struct, ISingles<T>
    {
        ref var start = ref Unsafe.As<uint, byte>(ref MemoryMarshal.GetReference(x));
        var mask = T.CreateBits(MagnitudeMask);
        var belowLowest = T.CreateBits(bracket.Lowest - 1);
        var highest = T.CreateBits(bracket.Highest);
        var (frequent0, frequent1, frequent2) = (T.CreateBits(state.Frequent0), T.CreateBits(state.Frequent1), T.CreateBits(state.Frequent2));
        var (done, above, equal0, equal1, equal2) = (state.Done, state.Above, state.Equal0, state.Equal1, state.Equal2);
        for (; x.Length - done >= T.Count; done += T.Count)
        {
            var magnitude = T.Load(in start, (nuint)done * sizeof(float)) & mask;
            var isAbove = T.GreaterBits(magnitude, highest).MostSignificantBits();
            var is0 = T.EqualBits(magnitude, frequent0).MostSignificantBits();
            var is1 = T.EqualBits(magnitude, frequent1).MostSignificantBits();
            var is2 = T.EqualBits(magnitude, frequent2).MostSignificantBits();
            above += BitOperations.PopCount(isAbove);
            equal0 += BitOperations.PopCount(is0);
            equal1 += BitOperations.PopCount(is1);
            equal2 += BitOperations.PopCount(is2);
            for (var rest = T.GreaterBits(magnitude, belowLowest).MostSignificantBits() ^ (isAbove | is0 | is1 | is2); rest != 0; rest &= rest - 1)
            {
                var bits = x[done + BitOperations.TrailingZeroCount(rest)] & MagnitudeMask;
                buckets[bracket.BucketOf(bits)].Add(1, bracket.InBucket(bits));
            }
        }
        (state.Done, state.Above, state.Equal0, state.Equal1, state.Equal2) = (done, above, equal0, equal1, equal2);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
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

    struct CountState(ReadOnlySpan<uint> frequent)
    {
        // No magnitude has the sign bit.
        public readonly uint Frequent0 = frequent.Length > 0 ? frequent[0] : ~MagnitudeMask;
        public readonly uint Frequent1 = frequent.Length > 1 ? frequent[1] : ~MagnitudeMask;
        public readonly uint Frequent2 = frequent.Length > 2 ? frequent[2] : ~MagnitudeMask;
        public int Done;
        public int Above;
        public int Equal0;
        public int Equal1;
        public int Equal2;
    }
}
