using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MergeSdk.Tensors;

/// <summary>1 pair. Only where <see cref="Vector128.IsHardwareAccelerated"/> (SSE2 or NEON).</summary>
readonly struct Pairs128(Vector128<ulong> lanes) : IPairs<Pairs128>
{
    readonly Vector128<ulong> _lanes = lanes;

    public static int Bytes => Vector128<byte>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs128 Create(ulong low, ulong high) => new(Vector128.Create(low, high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs128 Load(ref readonly byte source, nuint offset) => new(Vector128.LoadUnsafe(in source, offset).AsUInt64());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref byte destination, nuint offset) => _lanes.AsByte().StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs128 operator +(Pairs128 x, Pairs128 y) => new(x._lanes + y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs128 operator ^(Pairs128 x, Pairs128 y) => new(x._lanes ^ y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs128 operator &(Pairs128 x, Pairs128 y) => new(x._lanes & y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs128 operator <<(Pairs128 x, int count) => new(x._lanes << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs128 operator >>>(Pairs128 x, int count) => new(x._lanes >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Pairs128 Swap() => new(Vector128.Shuffle(_lanes, Vector128.Create(1UL, 0UL)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs128 MultiplyLow(Pairs128 x, Pairs128 y)
    {
        if (Sse2.IsSupported)
        {
            return new(Sse2.Multiply(x._lanes.AsUInt32(), y._lanes.AsUInt32()));
        }
        if (AdvSimd.IsSupported)
        {
            return new(AdvSimd.MultiplyWideningLower(AdvSimd.ExtractNarrowingLower(x._lanes), AdvSimd.ExtractNarrowingLower(y._lanes)));
        }
        var low = Vector128.Create((ulong)uint.MaxValue);
        return new((x._lanes & low) * (y._lanes & low));
    }
}
