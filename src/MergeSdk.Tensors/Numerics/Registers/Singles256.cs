using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MergeSdk.Tensors;

/// <summary>8 lanes. Only where <see cref="Vector256.IsHardwareAccelerated"/> (AVX2).</summary>
readonly struct Singles256(Vector256<uint> bits) : ISingles<Singles256>
{
    readonly Vector256<uint> _bits = bits;

    public static int Count => Vector256<uint>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 Create(float value) => new(Vector256.Create(value).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 CreateBits(uint bits) => new(Vector256.Create(bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 Load(ref readonly byte source, nuint offset) => new(Vector256.LoadUnsafe(in source, offset).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 LoadUInt16(ref readonly byte source, nuint offset) =>
        new(Avx2.ConvertToVector256Int32(Vector128.LoadUnsafe(in source, offset).AsUInt16()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 LoadDouble(ref readonly byte source, nuint offset)
    {
        var lower = Vector256.LoadUnsafe(in source, offset).AsDouble();
        var upper = Vector256.LoadUnsafe(in source, offset + 32).AsDouble();
        return new(Vector256.Narrow(lower, upper).AsUInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref byte destination, nuint offset) => _bits.AsByte().StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreUInt16(ref byte destination, nuint offset) =>
        Vector128.Narrow(_bits.GetLower(), _bits.GetUpper()).AsByte().StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreDouble(ref byte destination, nuint offset)
    {
        var (lower, upper) = Vector256.Widen(_bits.AsSingle());
        lower.AsByte().StoreUnsafe(ref destination, offset);
        upper.AsByte().StoreUnsafe(ref destination, offset + 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 operator +(Singles256 x, Singles256 y) => new((x._bits.AsSingle() + y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 operator -(Singles256 x, Singles256 y) => new((x._bits.AsSingle() - y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 operator *(Singles256 x, Singles256 y) => new((x._bits.AsSingle() * y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 operator /(Singles256 x, Singles256 y) => new((x._bits.AsSingle() / y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 operator &(Singles256 x, Singles256 y) => new(x._bits & y._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 operator |(Singles256 x, Singles256 y) => new(x._bits | y._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 operator <<(Singles256 x, int count) => new(x._bits << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 operator >>>(Singles256 x, int count) => new(x._bits >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 AddBits(Singles256 x, Singles256 y) => new(x._bits + y._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 SubtractBits(Singles256 x, Singles256 y) => new(x._bits - y._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 Greater(Singles256 x, Singles256 y) => new(Vector256.GreaterThan(x._bits.AsSingle(), y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 GreaterOrEqual(Singles256 x, Singles256 y) => new(Vector256.GreaterThanOrEqual(x._bits.AsSingle(), y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 GreaterBits(Singles256 x, Singles256 y) => new(Vector256.GreaterThan(x._bits.AsInt32(), y._bits.AsInt32()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 EqualBits(Singles256 x, Singles256 y) => new(Vector256.Equals(x._bits, y._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles256 Select(Singles256 mask, Singles256 yes, Singles256 no) => new(Vector256.ConditionalSelect(mask._bits, yes._bits, no._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Singles256 ToSingle() => new(Vector256.ConvertToSingle(_bits.AsInt32()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint MostSignificantBits() => _bits.ExtractMostSignificantBits();
}
