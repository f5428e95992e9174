using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MergeSdk.Tensors;

/// <summary>4 pairs. Only where <see cref="Vector512.IsHardwareAccelerated"/> (AVX-512).</summary>
readonly struct Pairs512(Vector512<ulong> lanes) : IPairs<Pairs512>
{
    // Puts 32-bit lanes 2, 3, 0, 1 of each 128 bits in that order.
    const byte SwapControl = 0b01_00_11_10;

    readonly Vector512<ulong> _lanes = lanes;

    public static int Bytes => Vector512<byte>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs512 Create(ulong low, ulong high) => new(Vector512.Create(Vector256.Create(Vector128.Create(low, high))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs512 Load(ref readonly byte source, nuint offset) => new(Vector512.LoadUnsafe(in source, offset).AsUInt64());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref byte destination, nuint offset) => _lanes.AsByte().StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs512 operator +(Pairs512 x, Pairs512 y) => new(x._lanes + y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs512 operator ^(Pairs512 x, Pairs512 y) => new(x._lanes ^ y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs512 operator &(Pairs512 x, Pairs512 y) => new(x._lanes & y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs512 operator <<(Pairs512 x, int count) => new(x._lanes << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs512 operator >>>(Pairs512 x, int count) => new(x._lanes >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Pairs512 Swap() => new(Avx512F.Shuffle(_lanes.AsInt32(), SwapControl).AsUInt64());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs512 MultiplyLow(Pairs512 x, Pairs512 y) => new(Avx512F.Multiply(x._lanes.AsUInt32(), y._lanes.AsUInt32()));
}
