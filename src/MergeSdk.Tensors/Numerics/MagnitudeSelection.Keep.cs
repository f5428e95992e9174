using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Tensors;

static partial class MagnitudeSelection
{
    /// <summary>
    /// Writes each element whose magnitude is above the threshold, and of those equal to it the first <paramref name="equalsToKeep"/> in the span;
    /// +0 for all others.
    /// </summary>
    /// <param name="x">The elements.</param>
    /// <param name="thresholdBits">The threshold's magnitude bits, up to 0x7FFFFFFF.</param>
    /// <param name="equalsToKeep">How many equal elements to keep; 0 or less keeps none.</param>
    /// <param name="result">At least as long as <paramref name="x"/>; may be the same memory.</param>
    /// <returns>How many elements equal the threshold, kept or not.</returns>
    /// <exception cref="ArgumentException"><paramref name="result"/> is too short.</exception>
    public static int Keep(ReadOnlySpan<float> x, uint thresholdBits, long equalsToKeep, Span<float> result)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(thresholdBits, MagnitudeMask);
        if (result.Length < x.Length)
        {
            throw new ArgumentException($"The result has room for {result.Length} of {x.Length} elements.", nameof(result));
        }
        ref var from = ref Unsafe.As<float, byte>(ref MemoryMarshal.GetReference(x));
        ref var to = ref Unsafe.As<float, byte>(ref MemoryMarshal.GetReference(result));
        var end = (nuint)x.Length * sizeof(float);
        var state = new KeepState(thresholdBits, equalsToKeep);
        if (Vector512.IsHardwareAccelerated)
        {
            Keep<Singles512>(ref from, ref to, end, ref state);
        }
        if (Vector256.IsHardwareAccelerated)
        {
            Keep<Singles256>(ref from, ref to, end, ref state);
        }
        if (Vector128.IsHardwareAccelerated)
        {
            Keep<Singles128>(ref from, ref to, end, ref state);
        }
        Keep<Singles1>(ref from, ref to, end, ref state);
        return state.EqualsSeen;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static void Keep<T>(ref byte from, ref byte to, nuint end, ref KeepState state)
        where T : struct, ISingles<T>
    {
        var threshold = T.CreateBits(state.Threshold);
        var mask = T.CreateBits(MagnitudeMask);
        var step = (nuint)T.Count * sizeof(float);
        var (done, seen, toKeep) = (state.Done, state.EqualsSeen, state.EqualsToKeep);
        for (; end - done >= step; done += step)
        {
            var value = T.Load(in from, done);
            var magnitude = value & mask;
            var equal = T.EqualBits(magnitude, threshold);
            var equals = BitOperations.PopCount(equal.MostSignificantBits());
            if (seen < toKeep && seen + equals > toKeep)
            {
                // The limit falls within this register: once a call.
                KeepSome(ref from, ref to, done, T.Count, state.Threshold, toKeep - seen);
            }
            else
            {
                var keep = T.GreaterBits(magnitude, threshold);
                keep = seen < toKeep ? keep | equal : keep;
                (value & keep).Store(ref to, done);
            }
            seen += equals;
        }
        (state.Done, state.EqualsSeen) = (done, seen);
    }

    static void KeepSome(ref byte from, ref byte to, nuint offset, int count, uint threshold, long toKeep)
    {
        for (var i = 0; i < count; i++, offset += sizeof(float))
        {
            var bits = Unsafe.ReadUnaligned<uint>(ref Unsafe.AddByteOffset(ref from, offset));
            var magnitude = bits & MagnitudeMask;
            var keep = magnitude > threshold || (magnitude == threshold && toKeep-- > 0);
            Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref to, offset), keep ? bits : 0u);
        }
    }

    struct KeepState(uint threshold, long equalsToKeep)
    {
        public readonly uint Threshold = threshold;
        public readonly long EqualsToKeep = equalsToKeep;
        public nuint Done;
        public int EqualsSeen;
    }
}
