using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Tensors;

/// <summary>2 lanes. Only where <see cref="Vector128.IsHardwareAccelerated"/> (SSE2 or NEON).</summary>
readonly struct Doubles128(Vector128<double> lanes) : IDoubles<Doubles128>
{
    readonly Vector128<double> _lanes = lanes;

    public static int Count => Vector128<double>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 LoadSingles(ref readonly float source, nuint index) =>
        new(Vector128.WidenLower(Vector64.LoadUnsafe(in source, index).ToVector128()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Load(ref readonly double source, nuint index) => new(Vector128.LoadUnsafe(in source, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref double destination, nuint index) => _lanes.StoreUnsafe(ref destination, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Create(double value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 CreateBits(ulong bits) => new(Vector128.Create(bits).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator +(Doubles128 x, Doubles128 y) => new(x._lanes + y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator -(Doubles128 x, Doubles128 y) => new(x._lanes - y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator *(Doubles128 x, Doubles128 y) => new(x._lanes * y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator /(Doubles128 x, Doubles128 y) => new(x._lanes / y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator &(Doubles128 x, Doubles128 y) => new(x._lanes & y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator |(Doubles128 x, Doubles128 y) => new(x._lanes | y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator <<(Doubles128 x, int count) => new((x._lanes.AsUInt64() << count).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator >>>(Doubles128 x, int count) => new((x._lanes.AsUInt64() >>> count).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 AddBits(Doubles128 x, Doubles128 y) => new((x._lanes.AsUInt64() + y._lanes.AsUInt64()).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Max(Doubles128 x, Doubles128 y) => new(Vector128.Max(x._lanes, y._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Abs(Doubles128 x) => new(Vector128.Abs(x._lanes));
}
