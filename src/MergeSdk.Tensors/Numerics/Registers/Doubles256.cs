using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MergeSdk.Tensors;

/// <summary>4 lanes. Only where <see cref="Vector256.IsHardwareAccelerated"/> (AVX2).</summary>
readonly struct Doubles256(Vector256<double> lanes) : IDoubles<Doubles256>
{
    readonly Vector256<double> _lanes = lanes;

    public static int Count => Vector256<double>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 LoadSingles(ref readonly float source, nuint index) =>
        new(Avx.ConvertToVector256Double(Vector128.LoadUnsafe(in source, index)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Load(ref readonly double source, nuint index) => new(Vector256.LoadUnsafe(in source, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref double destination, nuint index) => _lanes.StoreUnsafe(ref destination, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Create(double value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 CreateBits(ulong bits) => new(Vector256.Create(bits).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator +(Doubles256 x, Doubles256 y) => new(x._lanes + y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator -(Doubles256 x, Doubles256 y) => new(x._lanes - y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator *(Doubles256 x, Doubles256 y) => new(x._lanes * y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator /(Doubles256 x, Doubles256 y) => new(x._lanes / y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator &(Doubles256 x, Doubles256 y) => new(x._lanes & y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator |(Doubles256 x, Doubles256 y) => new(x._lanes | y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator <<(Doubles256 x, int count) => new((x._lanes.AsUInt64() << count).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator >>>(Doubles256 x, int count) => new((x._lanes.AsUInt64() >>> count).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 AddBits(Doubles256 x, Doubles256 y) => new((x._lanes.AsUInt64() + y._lanes.AsUInt64()).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Max(Doubles256 x, Doubles256 y) => new(Vector256.Max(x._lanes, y._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Abs(Doubles256 x) => new(Vector256.Abs(x._lanes));
}
