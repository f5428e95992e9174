using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Tensors;

/// <summary>
/// Stored elements to float32 and back, for <c>F64</c>, <c>F32</c>, <c>F16</c> and <c>BF16</c>. Bytes are little-endian and need no alignment.
/// Results have the same bits on every processor and at every vector width.
/// </summary>
static class Conversion
{
    /// <summary>The bits every NaN has after <see cref="Narrow"/>, as float32: positive, quiet, no payload.</summary>
    internal const uint CanonicalNaN = 0x7FC0_0000;

    /// <summary>
    /// Reads elements as float32. Exact, except that <c>F64</c> is rounded once to nearest even (too large becomes infinity).
    /// A NaN stays a NaN; infinities, denormals and the sign of zero are kept.
    /// </summary>
    /// <param name="type">The stored type.</param>
    /// <param name="source">Whole elements.</param>
    /// <param name="destination">At least as many elements.</param>
    /// <exception cref="ArgumentException">The type is not arithmetic, the source is not whole elements, or the destination is too short.</exception>
    public static void Widen(DType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (type)
        {
            case DType.Float64: Widen<Float64Format>(source, destination); break;
            case DType.Float32: Widen<Float32Format>(source, destination); break;
            case DType.Float16: Widen<Float16Format>(source, destination); break;
            case DType.BFloat16: Widen<BFloat16Format>(source, destination); break;
            default: throw NotArithmetic(type);
        }
    }

    /// <summary>
    /// Stores float32 values, each rounded once to nearest even: too large becomes infinity, small ones become exact denormals or zero with the sign kept.
    /// <c>F64</c> and <c>F32</c> are exact. Every NaN is stored as the same quiet NaN: which payload a NaN has after arithmetic differs between processors,
    /// and the stored bytes may not.
    /// </summary>
    /// <param name="source">The values.</param>
    /// <param name="type">The type to store.</param>
    /// <param name="destination">At least <paramref name="source"/>'s length times the element size in bytes.</param>
    /// <exception cref="ArgumentException">The type is not arithmetic, or the destination is too short.</exception>
    public static void Narrow(ReadOnlySpan<float> source, DType type, Span<byte> destination)
    {
        switch (type)
        {
            case DType.Float64: Narrow<Float64Format>(source, destination); break;
            case DType.Float32: Narrow<Float32Format>(source, destination); break;
            case DType.Float16: Narrow<Float16Format>(source, destination); break;
            case DType.BFloat16: Narrow<BFloat16Format>(source, destination); break;
            default: throw NotArithmetic(type);
        }
    }

    static void Widen<TFormat>(ReadOnlySpan<byte> source, Span<float> destination)
        where TFormat : struct, IFormat
    {
        var (count, remainder) = Math.DivRem(source.Length, TFormat.ElementBytes);
        if (remainder != 0 || destination.Length < count)
        {
            throw new ArgumentException(
                $"{source.Length} bytes are not whole elements of {TFormat.ElementBytes} bytes for a destination of {destination.Length}.", nameof(source));
        }
        if (typeof(TFormat) == typeof(Float32Format))
        {
            source.CopyTo(MemoryMarshal.AsBytes(destination[..count]));
            return;
        }
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref Unsafe.As<float, byte>(ref MemoryMarshal.GetReference(destination));
        nuint done = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            done = WidenPass<TFormat, Singles512>(ref from, ref to, done, (nuint)count);
        }
        if (Vector256.IsHardwareAccelerated)
        {
            done = WidenPass<TFormat, Singles256>(ref from, ref to, done, (nuint)count);
        }
        if (Vector128.IsHardwareAccelerated)
        {
            done = WidenPass<TFormat, Singles128>(ref from, ref to, done, (nuint)count);
        }
        WidenPass<TFormat, Singles1>(ref from, ref to, done, (nuint)count);
    }

    static void Narrow<TFormat>(ReadOnlySpan<float> source, Span<byte> destination)
        where TFormat : struct, IFormat
    {
        if (destination.Length / TFormat.ElementBytes < source.Length)
        {
            throw new ArgumentException(
                $"{destination.Length} bytes have no room for {source.Length} elements of {TFormat.ElementBytes} bytes.", nameof(destination));
        }
        ref var from = ref Unsafe.As<float, byte>(ref MemoryMarshal.GetReference(source));
        ref var to = ref MemoryMarshal.GetReference(destination);
        var count = (nuint)source.Length;
        nuint done = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            done = NarrowPass<TFormat, Singles512>(ref from, ref to, done, count);
        }
        if (Vector256.IsHardwareAccelerated)
        {
            done = NarrowPass<TFormat, Singles256>(ref from, ref to, done, count);
        }
        if (Vector128.IsHardwareAccelerated)
        {
            done = NarrowPass<TFormat, Singles128>(ref from, ref to, done, count);
        }
        NarrowPass<TFormat, Singles1>(ref from, ref to, done, count);
    }

    // Apart from the callers, so that the JIT's budget for inlining goes to one loop at a time.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static nuint WidenPass<TFormat, T>(ref byte from, ref byte to, nuint done, nuint count)
        where TFormat : struct, IFormat
        where T : struct, ISingles<T>
    {
        for (; count - done >= (nuint)T.Count; done += (nuint)T.Count)
        {
            TFormat.Widen<T>(in from, done * (nuint)TFormat.ElementBytes).Store(ref to, done * sizeof(float));
        }
        return done;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static nuint NarrowPass<TFormat, T>(ref byte from, ref byte to, nuint done, nuint count)
        where TFormat : struct, IFormat
        where T : struct, ISingles<T>
    {
        var nan = T.CreateBits(CanonicalNaN);
        for (; count - done >= (nuint)T.Count; done += (nuint)T.Count)
        {
            var value = T.Load(in from, done * sizeof(float));
            var isNaN = T.GreaterBits(value & T.CreateBits(0x7FFF_FFFF), T.CreateBits(0x7F80_0000));
            TFormat.Narrow(T.Select(isNaN, nan, value), ref to, done * (nuint)TFormat.ElementBytes);
        }
        return done;
    }

    static ArgumentException NotArithmetic(DType type) => new($"{type.Code()} is not one of F64, F32, F16, BF16, the types to compute with.", nameof(type));
}
