using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MergeSdk.Tensors;

/// <summary>8 lanes. Only where <see cref="Vector512.IsHardwareAccelerated"/> (AVX-512).</summary>
readonly struct Doubles512(Vector512<double> lanes) : IDoubles<Doubles512>
{
    readonly Vector512<double> _lanes = lanes;

    public static int Count => Vector512<double>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 LoadSingles(ref readonly float source, nuint index) =>
        new(Avx512F.ConvertToVector512Double(Vector256.LoadUnsafe(in source, index)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Load(ref readonly double source, nuint index) => new(Vector512.LoadUnsafe(in source, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref double destination, nuint index) => _lanes.StoreUnsafe(ref destination, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Create(double value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 CreateBits(ulong bits) => new(Vector512.Create(bits).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator +(Doubles512 x, Doubles512 y) => new(x._lanes + y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator -(Doubles512 x, Doubles512 y) => new(x._lanes - y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator *(Doubles512 x, Doubles512 y) => new(x._lanes * y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator /(Doubles512 x, Doubles512 y) => new(x._lanes / y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator &(Doubles512 x, Doubles512 y) => new(x._lanes & y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator |(Doubles512 x, Doubles512 y) => new(x._lanes | y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator <<(Doubles512 x, int count) => new((x._lanes.AsUInt64() << count).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator >>>(Doubles512 x, int count) => new((x._lanes.AsUInt64() >>> count).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 AddBits(Doubles512 x, Doubles512 y) => new((x._lanes.AsUInt64() + y._lanes.AsUInt64()).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Max(Doubles512 x, Doubles512 y) => new(Vector512.Max(x._lanes, y._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Abs(Doubles512 x) => new(Vector512.Abs(x._lanes));
}
