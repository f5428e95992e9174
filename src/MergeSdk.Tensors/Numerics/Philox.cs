using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Tensors;

/// <summary>
/// Philox4x32-10, a counter-based random number generator (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): any element's bits can be
/// computed on their own, so that random masks depend neither on threads nor on tiles.
/// </summary>
static class Philox
{
    const int WordsPerBlock = 4;
    const int BlockBytes = 16;

    // Registers in flight at once: a round is a chain of dependent instructions, and one chain alone leaves the multipliers idle.
    const int Chains = 4;

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
        if (Vector512.IsHardwareAccelerated)
        {
            Fill<Pairs512>(key, (ulong)firstIndex, bits);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Fill<Pairs256>(key, (ulong)firstIndex, bits);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Fill<Pairs128>(key, (ulong)firstIndex, bits);
        }
        else
        {
            Fill<Pairs1>(key, (ulong)firstIndex, bits);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static void Fill<T>(ulong key, ulong firstIndex, Span<uint> bits)
        where T : struct, IPairs<T>
    {
        var block = firstIndex / WordsPerBlock;
        Span<uint> buffer = stackalloc uint[T.Bytes * Chains / sizeof(uint)];
        var skip = (int)(firstIndex % WordsPerBlock);
        if (skip != 0)
        {
            Generate<T>(key, block++, buffer);
            var head = buffer[skip..WordsPerBlock];
            head = head[..Math.Min(head.Length, bits.Length)];
            head.CopyTo(bits);
            bits = bits[head.Length..];
        }
        var whole = bits.Length - (bits.Length % buffer.Length);
        Generate<T>(key, block, bits[..whole]);
        bits = bits[whole..];
        if (!bits.IsEmpty)
        {
            Generate<T>(key, block + (ulong)(whole / WordsPerBlock), buffer);
            buffer[..bits.Length].CopyTo(bits);
        }
    }

    /// <summary>
    /// Fills whole groups of <see cref="Chains"/> registers from a block on. A block's words 0 and 2 live in the low halves of the lanes of <c>even</c>,
    /// 1 and 3 in those of <c>odd</c>; the high halves collect rubbish, which no step reads.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static void Generate<T>(ulong key, ulong block, Span<uint> bits)
        where T : struct, IPairs<T>
    {
        ref var destination = ref Unsafe.As<uint, byte>(ref MemoryMarshal.GetReference(bits));
        var multipliers = T.Create(Multiplier0, Multiplier1);
        var keyStep = T.Create(KeyStep0, KeyStep1);
        var blockStep = T.Create((ulong)(T.Bytes / BlockBytes), 0);
        var low = T.Create(uint.MaxValue, uint.MaxValue);
        var counter = Counters<T>(block);
        var end = (nuint)bits.Length * sizeof(uint);
        for (nuint offset = 0; offset < end; offset += (nuint)(T.Bytes * Chains))
        {
            var counterB = counter + blockStep;
            var counterC = counterB + blockStep;
            var counterD = counterC + blockStep;
            var (evenA, oddA) = (counter, counter >>> 32);
            var (evenB, oddB) = (counterB, counterB >>> 32);
            var (evenC, oddC) = (counterC, counterC >>> 32);
            var (evenD, oddD) = (counterD, counterD >>> 32);
            counter = counterD + blockStep;
            var roundKey = T.Create(key, key >>> 32);
            for (var round = 0; round < Rounds; round++)
            {
                (evenA, oddA) = Round(evenA, oddA, multipliers, roundKey);
                (evenB, oddB) = Round(evenB, oddB, multipliers, roundKey);
                (evenC, oddC) = Round(evenC, oddC, multipliers, roundKey);
                (evenD, oddD) = Round(evenD, oddD, multipliers, roundKey);
                roundKey += keyStep;
            }
            ((evenA & low) ^ (oddA << 32)).Store(ref destination, offset);
            ((evenB & low) ^ (oddB << 32)).Store(ref destination, offset + (nuint)T.Bytes);
            ((evenC & low) ^ (oddC << 32)).Store(ref destination, offset + (nuint)(2 * T.Bytes));
            ((evenD & low) ^ (oddD << 32)).Store(ref destination, offset + (nuint)(3 * T.Bytes));
        }
    }

    /// <summary>Each half's new words come from the product of the other half's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (T Even, T Odd) Round<T>(T even, T odd, T multipliers, T key)
        where T : struct, IPairs<T>
    {
        var product = T.MultiplyLow(even, multipliers).Swap();
        return ((product >>> 32) ^ odd ^ key, product);
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
}
