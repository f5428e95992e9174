using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MergeSdk.Tensors;

/// <summary>2 pairs. Only where <see cref="Vector256.IsHardwareAccelerated"/> (AVX2).</summary>
readonly struct Pairs256(Vector256<ulong> lanes) : IPairs<Pairs256>
{
    // Puts 32-bit lanes 2, 3, 0, 1 of each 128 bits in that order.
    const byte SwapControl = 0b01_00_11_10;

    readonly Vector256<ulong> _lanes = lanes;

    public static int Bytes => Vector256<byte>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs256 Create(ulong low, ulong high) => new(Vector256.Create(Vector128.Create(low, high)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs256 Load(ref readonly byte source, nuint offset) => new(Vector256.LoadUnsafe(in source, offset).AsUInt64());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref byte destination, nuint offset) => _lanes.AsByte().StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs256 operator +(Pairs256 x, Pairs256 y) => new(x._lanes + y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs256 operator ^(Pairs256 x, Pairs256 y) => new(x._lanes ^ y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs256 operator &(Pairs256 x, Pairs256 y) => new(x._lanes & y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs256 operator <<(Pairs256 x, int count) => new(x._lanes << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs256 operator >>>(Pairs256 x, int count) => new(x._lanes >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Pairs256 Swap() => new(Avx2.Shuffle(_lanes.AsInt32(), SwapControl).AsUInt64());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs256 MultiplyLow(Pairs256 x, Pairs256 y) => new(Avx2.Multiply(x._lanes.AsUInt32(), y._lanes.AsUInt32()));
}
