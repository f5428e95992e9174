using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Tensors;

/// <summary>
/// Philox4x32-10, a counter-based random number generator (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): any element's bits can be
/// computed on their own, so that random masks depend neither on threads nor on tiles.
/// </summary>
public static class Philox
{
    const int WordsPerBlock = 4;
    const int Rounds = 10;
    const ulong Multiplier0 = 0xD2511F53;
    const ulong Multiplier1 = 0xCD9E8D57;

    // The Weyl sequence's steps by which the key changes every round: the golden ratio and √3 − 1.
    const ulong KeyStep0 = 0x9E3779B9;
    const ulong KeyStep1 = 0xBB67AE85;

    /// <summary>
    /// Fills <paramref name="bits"/> with the words of elements <paramref name="firstIndex"/> and following: element i is word i mod 4 of the block whose
    /// 128-bit counter is ⌊i/4⌋. Every word is uniform over all 32-bit values.
    /// </summary>
    /// <param name="key">The stream: low half first key word, high half second.</param>
    /// <param name="firstIndex">Index ≥ 0 of the first element, from the start of the stream.</param>
    /// <param name="bits">Where the words go.</param>
    public static void Fill(ulong key, long firstIndex, Span<uint> bits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstIndex);
        // Four registers are in flight at once: a round is a chain of dependent instructions, and one chain alone leaves the multipliers idle.
        if (Vector512.IsHardwareAccelerated)
        {
            Fill<Twice<Twice<Pairs512>>>(key, (ulong)firstIndex, bits);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Fill<Twice<Twice<Pairs256>>>(key, (ulong)firstIndex, bits);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Fill<Twice<Twice<Pairs128>>>(key, (ulong)firstIndex, bits);
        }
        else
        {
            Fill<Pairs1>(key, (ulong)firstIndex, bits);
        }
    }

    static void Fill<T>(ulong key, ulong firstIndex, Span<uint> bits)
        where T : struct, IPairs<T>
    {
        var words = T.Bytes / sizeof(uint);
        var blocks = (ulong)(T.Bytes / 16);
        Span<uint> buffer = stackalloc uint[words];
        var counter = Counters<T>(firstIndex / WordsPerBlock);
        var skip = (int)(firstIndex % WordsPerBlock);
        if (skip != 0)
        {
            Generate(key, counter, ref MemoryMarshal.GetReference(buffer));
            var head = buffer[skip..WordsPerBlock];
            head = head[..Math.Min(head.Length, bits.Length)];
            head.CopyTo(bits);
            bits = bits[head.Length..];
            counter = Counters<T>((firstIndex / WordsPerBlock) + 1);
        }
        var step = T.Create(blocks, 0);
        for (; bits.Length >= words; bits = bits[words..])
        {
            Generate(key, counter, ref MemoryMarshal.GetReference(bits));
            counter += step;
        }
        if (!bits.IsEmpty)
        {
            Generate(key, counter, ref MemoryMarshal.GetReference(buffer));
            buffer[..bits.Length].CopyTo(bits);
        }
    }

    /// <summary>Consecutive 128-bit counters, one a pair.</summary>
    static T Counters<T>(ulong first)
        where T : struct, IPairs<T>
    {
        Span<ulong> pairs = stackalloc ulong[T.Bytes / sizeof(ulong)];
        pairs.Clear();
        for (var i = 0; i < pairs.Length; i += 2)
        {
            pairs[i] = first + (ulong)(i / 2);
        }
        return T.Load(in MemoryMarshal.GetReference(MemoryMarshal.AsBytes(pairs)), 0);
    }

    /// <summary>
    /// Encrypts the counters. A block's words 0 and 2 live in the low halves of the lanes of <c>even</c>, 1 and 3 in those of <c>odd</c>; the high halves
    /// collect rubbish, which no step reads.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Generate<T>(ulong key, T counter, ref uint destination)
        where T : struct, IPairs<T>
    {
        var multipliers = T.Create(Multiplier0, Multiplier1);
        var (key0, key1) = (key, key >>> 32);
        var (even, odd) = (counter, counter >>> 32);
        for (var round = 0; round < Rounds; round++)
        {
            // Each word pair's new state comes from the other pair's product.
            var product = T.MultiplyLow(even, multipliers).Swap();
            even = (product >>> 32) ^ odd ^ T.Create(key0, key1);
            odd = product;
            key0 += KeyStep0;
            key1 += KeyStep1;
        }
        var low = T.Create(uint.MaxValue, uint.MaxValue);
        ((even & low) ^ (odd << 32)).Store(ref Unsafe.As<uint, byte>(ref destination), 0);
    }
}
