using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Tensors;

/// <summary>4 lanes. Only where <see cref="Vector128.IsHardwareAccelerated"/> (SSE2 or NEON).</summary>
readonly struct Singles128(Vector128<uint> bits) : ISingles<Singles128>
{
    readonly Vector128<uint> _bits = bits;

    public static int Count => Vector128<uint>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 Create(float value) => new(Vector128.Create(value).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 CreateBits(uint bits) => new(Vector128.Create(bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 Load(ref readonly byte source, nuint offset) => new(Vector128.LoadUnsafe(in source, offset).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 LoadUInt16(ref readonly byte source, nuint offset) =>
        new(Vector128.WidenLower(Vector64.LoadUnsafe(in source, offset).AsUInt16().ToVector128()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 LoadDouble(ref readonly byte source, nuint offset)
    {
        var lower = Vector128.LoadUnsafe(in source, offset).AsDouble();
        var upper = Vector128.LoadUnsafe(in source, offset + 16).AsDouble();
        return new(Vector128.Narrow(lower, upper).AsUInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref byte destination, nuint offset) => _bits.AsByte().StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreUInt16(ref byte destination, nuint offset) =>
        Vector128.Narrow(_bits, _bits).GetLower().AsByte().StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreDouble(ref byte destination, nuint offset)
    {
        var (lower, upper) = Vector128.Widen(_bits.AsSingle());
        lower.AsByte().StoreUnsafe(ref destination, offset);
        upper.AsByte().StoreUnsafe(ref destination, offset + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 operator +(Singles128 x, Singles128 y) => new((x._bits.AsSingle() + y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 operator -(Singles128 x, Singles128 y) => new((x._bits.AsSingle() - y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 operator *(Singles128 x, Singles128 y) => new((x._bits.AsSingle() * y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 operator /(Singles128 x, Singles128 y) => new((x._bits.AsSingle() / y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 operator &(Singles128 x, Singles128 y) => new(x._bits & y._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 operator |(Singles128 x, Singles128 y) => new(x._bits | y._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 operator <<(Singles128 x, int count) => new(x._bits << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 operator >>>(Singles128 x, int count) => new(x._bits >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 AddBits(Singles128 x, Singles128 y) => new(x._bits + y._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 SubtractBits(Singles128 x, Singles128 y) => new(x._bits - y._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 Greater(Singles128 x, Singles128 y) => new(Vector128.GreaterThan(x._bits.AsSingle(), y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 GreaterOrEqual(Singles128 x, Singles128 y) => new(Vector128.GreaterThanOrEqual(x._bits.AsSingle(), y._bits.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 GreaterBits(Singles128 x, Singles128 y) => new(Vector128.GreaterThan(x._bits.AsInt32(), y._bits.AsInt32()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 EqualBits(Singles128 x, Singles128 y) => new(Vector128.Equals(x._bits, y._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Singles128 Select(Singles128 mask, Singles128 yes, Singles128 no) => new(Vector128.ConditionalSelect(mask._bits, yes._bits, no._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Singles128 ToSingle() => new(Vector128.ConvertToSingle(_bits.AsInt32()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint MostSignificantBits() => _bits.ExtractMostSignificantBits();
}
