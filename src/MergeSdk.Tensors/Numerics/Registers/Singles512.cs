using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MergeSdk.Tensors;

/// <summary>16 lanes. Only where <see cref="Vector512.IsHardwareAccelerated"/> (AVX-512).</summary>
readonly struct Singles512(Vector512<uint> bits) : ISingles<Singles512>
{
    readonly Vector512<uint> _bits = bits;

    public static int Count => Vector512<uint>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 Create(float value) => new(Vector512.Create(value).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 CreateBits(uint bits) => new(Vector512.Create(bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 Load(ref readonly byte source, nuint offset) => new(Vector512.LoadUnsafe(in source, offset).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 LoadUInt16(ref readonly byte source, nuint offset) =>
        new(Avx512F.ConvertToVector512UInt32(Vector256.LoadUnsafe(in source, offset).AsUInt16()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 LoadDouble(ref readonly byte source, nuint offset)
    {
        var lower = Vector512.LoadUnsafe(in source, offset).AsDouble();
        var upper = Vector512.LoadUnsafe(in source, offset + 64).AsDouble();
        return new(Vector512.Narrow(lower, upper).AsUInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref byte destination, nuint offset) => _bits.AsByte().StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreUInt16(ref byte destination, nuint offset) =>
        Avx512F.ConvertToVector256UInt16(_bits).AsByte().StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreDouble(ref byte destination, nuint offset)
    {
        var (lower, upper) = Vector512.Widen(_bits.AsSingle());
        lower.AsByte().StoreUnsafe(ref destination, offset);
        upper.AsByte().StoreUnsafe(ref destination, offset + 64);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 operator +(Singles512 x, Singles512 y) => new((x._bits.AsSingle() + y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 operator -(Singles512 x, Singles512 y) => new((x._bits.AsSingle() - y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 operator *(Singles512 x, Singles512 y) => new((x._bits.AsSingle() * y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 operator /(Singles512 x, Singles512 y) => new((x._bits.AsSingle() / y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 operator &(Singles512 x, Singles512 y) => new(x._bits & y._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 operator |(Singles512 x, Singles512 y) => new(x._bits | y._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 operator <<(Singles512 x, int count) => new(x._bits << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 operator >>>(Singles512 x, int count) => new(x._bits >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 AddBits(Singles512 x, Singles512 y) => new(x._bits + y._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 SubtractBits(Singles512 x, Singles512 y) => new(x._bits - y._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 Greater(Singles512 x, Singles512 y) => new(Vector512.GreaterThan(x._bits.AsSingle(), y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 GreaterOrEqual(Singles512 x, Singles512 y) => new(Vector512.GreaterThanOrEqual(x._bits.AsSingle(), y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 GreaterBits(Singles512 x, Singles512 y) => new(Vector512.GreaterThan(x._bits.AsInt32(), y._bits.AsInt32()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 EqualBits(Singles512 x, Singles512 y) => new(Vector512.Equals(x._bits, y._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles512 Select(Singles512 mask, Singles512 yes, Singles512 no) => new(Vector512.ConditionalSelect(mask._bits, yes._bits, no._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Singles512 ToSingle() => new(Vector512.ConvertToSingle(_bits.AsInt32()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint MostSignificantBits() => (uint)_bits.ExtractMostSignificantBits();
}
