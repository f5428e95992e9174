using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Tensors;

/// <summary>
/// Which elements of a sparse vector are not zero, in one bit each: where what an element was chosen by costs more than to read the bit. Element i is bit i mod 16 of word
/// i / 16.
/// </summary>
static class NonzeroBits
{
    const int WordBits = 16;

    /// <summary>Number of words for so many elements.</summary>
    public static int Words(int elements) => (elements + WordBits - 1) / WordBits;

    /// <summary>Sets the bits of all elements but +0.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="words">At least <see cref="Words"/> of them; those are overwritten.</param>
    /// <exception cref="ArgumentException">There are too few words.</exception>
    public static void Pack(ReadOnlySpan<float> x, Span<ushort> words)
    {
        RequireWords(x, words);
        words[..Words(x.Length)].Clear();
        var done = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            done = Pack<Singles512>(x, done, words);
        }
        if (Vector256.IsHardwareAccelerated)
        {
            done = Pack<Singles256>(x, done, words);
        }
        if (Vector128.IsHardwareAccelerated)
        {
            done = Pack<Singles128>(x, done, words);
        }
        Pack<Singles1>(x, done, words);
    }

    /// <summary>Writes c·x for each element whose bit is set, and +0 for the others.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="words">The bits.</param>
    /// <param name="c">What to multiply with.</param>
    /// <param name="result">At least as long; may be the same memory.</param>
    /// <exception cref="ArgumentException">There are too few words, or the result is too short.</exception>
    public static void Keep(ReadOnlySpan<float> x, ReadOnlySpan<ushort> words, float c, Span<float> result)
    {
        RequireWords(x, words);
        if (result.Length < x.Length)
        {
            throw new ArgumentException($"The result has room for {result.Length} of {x.Length} elements.", nameof(result));
        }
        var done = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            done = Keep<Singles512>(x, done, words, c, result);
        }
        if (Vector256.IsHardwareAccelerated)
        {
            done = Keep<Singles256>(x, done, words, c, result);
        }
        if (Vector128.IsHardwareAccelerated)
        {
            done = Keep<Singles128>(x, done, words, c, result);
        }
        Keep<Singles1>(x, done, words, c, result);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static int Pack<T>(ReadOnlySpan<float> x, int done, Span<ushort> words)
        where T : struct, ISingles<T>
    {
        ref var from = ref Unsafe.As<float, byte>(ref MemoryMarshal.GetReference(x));
        var zero = T.CreateBits(0);
        var lanes = (1u << T.Count) - 1;
        for (; x.Length - done >= T.Count; done += T.Count)
        {
            var nonzero = ~T.EqualBits(T.Load(in from, (nuint)done * sizeof(float)), zero).MostSignificantBits() & lanes;
            words[done / WordBits] |= (ushort)(nonzero << (done % WordBits));
        }
        return done;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static int Keep<T>(ReadOnlySpan<float> x, int done, ReadOnlySpan<ushort> words, float c, Span<float> result)
        where T : struct, ISingles<T>
    {
        ref var from = ref Unsafe.As<float, byte>(ref MemoryMarshal.GetReference(x));
        ref var to = ref Unsafe.As<float, byte>(ref MemoryMarshal.GetReference(result));
        ReadOnlySpan<uint> bitOfLane = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768];
        var bits = T.Load(in Unsafe.As<uint, byte>(ref MemoryMarshal.GetReference(bitOfLane)), 0);
        var factor = T.Create(c);
        for (; x.Length - done >= T.Count; done += T.Count)
        {
            var offset = (nuint)done * sizeof(float);
            var word = T.CreateBits((uint)words[done / WordBits] >> (done % WordBits));
            (T.EqualBits(word & bits, bits) & (T.Load(in from, offset) * factor)).Store(ref to, offset);
        }
        return done;
    }

    static void RequireWords(ReadOnlySpan<float> x, ReadOnlySpan<ushort> words)
    {
        if (words.Length < Words(x.Length))
        {
            throw new ArgumentException($"There are {words.Length} words for {x.Length} elements.", nameof(words));
        }
    }
}
