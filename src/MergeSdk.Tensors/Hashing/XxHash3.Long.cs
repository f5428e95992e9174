using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MergeSdk.Tensors;

// Inputs above 240 bytes: eight 64-bit accumulators take in stripes of 64 bytes; after each block of 16 stripes they are scrambled.
static partial class XxHash3
{
    const int StripeBytes = 64;
    const int BlockStripes = 16;
    const int BlockBytes = BlockStripes * StripeBytes;
    const int SecretBytes = 192;

    static ReadOnlySpan<ulong> InitialAccumulators =>
        [Prime32_3, Prime64_1, Prime64_2, Prime64_3, Prime64_4, Prime32_2, Prime64_5, Prime32_1];

    /// <param name="data">More than 240 bytes.</param>
    /// <typeparam name="T">A register of 64 bytes: all accumulators.</typeparam>
    static ContentHash HashLong<T>(ReadOnlySpan<byte> data)
        where T : struct, IPairs<T>
    {
        ref var secret = ref MemoryMarshal.GetReference(Secret);
        ref var start = ref MemoryMarshal.GetReference(data);
        var accumulators = T.Load(in MemoryMarshal.GetReference(MemoryMarshal.AsBytes(InitialAccumulators)), 0);
        // The last block is left for the end even where it is full.
        var lastBlock = (nuint)(data.Length - 1) / BlockBytes * BlockBytes;
        nuint offset = 0;
        for (; offset < lastBlock; offset += BlockBytes)
        {
            for (nuint stripe = 0; stripe < BlockStripes; stripe++)
            {
                accumulators = Accumulate(accumulators, T.Load(in start, offset + (stripe * StripeBytes)), T.Load(in secret, stripe * sizeof(ulong)));
            }
            accumulators = Scramble(accumulators, T.Load(in secret, SecretBytes - StripeBytes));
        }
        var lastStripes = ((nuint)data.Length - 1 - offset) / StripeBytes;
        for (nuint stripe = 0; stripe < lastStripes; stripe++)
        {
            accumulators = Accumulate(accumulators, T.Load(in start, offset + (stripe * StripeBytes)), T.Load(in secret, stripe * sizeof(ulong)));
        }
        accumulators = Accumulate(accumulators, T.Load(in start, (nuint)data.Length - StripeBytes), T.Load(in secret, SecretBytes - 71));
        Span<byte> state = stackalloc byte[StripeBytes];
        accumulators.Store(ref MemoryMarshal.GetReference(state), 0);
        return new(
            Merge(state, ~((ulong)data.Length * Prime64_2), SecretBytes - 75),
            Merge(state, (ulong)data.Length * Prime64_1, 11));
    }

    /// <summary>Each lane is added to its neighbor's accumulator; the halves of the keyed lane, multiplied, to its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Accumulate<T>(T accumulators, T stripe, T secret)
        where T : struct, IPairs<T>
    {
        var keyed = stripe ^ secret;
        return accumulators + stripe.Swap() + T.MultiplyLow(keyed, keyed >>> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Scramble<T>(T accumulators, T secret)
        where T : struct, IPairs<T>
    {
        var prime = T.Create(Prime32_1, Prime32_1);
        var x = accumulators ^ (accumulators >>> 47) ^ secret;
        return T.MultiplyLow(x, prime) + (T.MultiplyLow(x >>> 32, prime) << 32);
    }

    static ulong Merge(ReadOnlySpan<byte> state, ulong initial, int secret)
    {
        var result = initial;
        for (var i = 0; i < StripeBytes; i += 16)
        {
            result += Fold(Read64(state, i) ^ Read64(Secret, secret + i), Read64(state, i + 8) ^ Read64(Secret, secret + i + 8));
        }
        return Avalanche(result);
    }
}
