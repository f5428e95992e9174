using System.Runtime.CompilerServices;

namespace MergeSdk.Tensors;

/// <summary>One lane, without vector instructions: what is left at a span's end, and everything on hardware without SIMD.</summary>
readonly struct Singles1(uint bits) : ISingles<Singles1>
{
    readonly uint _bits = bits;

    Singles1(float value)
        : this(BitConverter.SingleToUInt32Bits(value))
    {
    }

    public static int Count => 1;

    float Value => BitConverter.UInt32BitsToSingle(_bits);

    public static Singles1 Create(float value) => new(value);

    public static Singles1 CreateBits(uint bits) => new(bits);

    public static Singles1 Load(ref readonly byte source, nuint offset) => new(Unsafe.ReadUnaligned<uint>(in At(in source, offset)));

    public static Singles1 LoadUInt16(ref readonly byte source, nuint offset) => new((uint)Unsafe.ReadUnaligned<ushort>(in At(in source, offset)));

    public static Singles1 LoadDouble(ref readonly byte source, nuint offset) => new((float)Unsafe.ReadUnaligned<double>(in At(in source, offset)));

    public void Store(ref byte destination, nuint offset) => Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref destination, offset), _bits);

    public void StoreUInt16(ref byte destination, nuint offset) => Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref destination, offset), (ushort)_bits);

    public void StoreDouble(ref byte destination, nuint offset) => Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref destination, offset), (double)Value);

    public static Singles1 operator +(Singles1 x, Singles1 y) => new(x.Value + y.Value);

    public static Singles1 operator -(Singles1 x, Singles1 y) => new(x.Value - y.Value);

    public static Singles1 operator *(Singles1 x, Singles1 y) => new(x.Value * y.Value);

    public static Singles1 operator /(Singles1 x, Singles1 y) => new(x.Value / y.Value);

    public static Singles1 operator &(Singles1 x, Singles1 y) => new(x._bits & y._bits);

    public static Singles1 operator |(Singles1 x, Singles1 y) => new(x._bits | y._bits);

    public static Singles1 operator <<(Singles1 x, int count) => new(x._bits << count);

    public static Singles1 operator >>>(Singles1 x, int count) => new(x._bits >>> count);

    public static Singles1 AddBits(Singles1 x, Singles1 y) => new(x._bits + y._bits);

    public static Singles1 SubtractBits(Singles1 x, Singles1 y) => new(x._bits - y._bits);

    public static Singles1 Greater(Singles1 x, Singles1 y) => new(x.Value > y.Value ? uint.MaxValue : 0u);

    public static Singles1 GreaterOrEqual(Singles1 x, Singles1 y) => new(x.Value >= y.Value ? uint.MaxValue : 0u);

    public static Singles1 GreaterBits(Singles1 x, Singles1 y) => new((int)x._bits > (int)y._bits ? uint.MaxValue : 0u);

    public static Singles1 EqualBits(Singles1 x, Singles1 y) => new(x._bits == y._bits ? uint.MaxValue : 0u);

    public static Singles1 Select(Singles1 mask, Singles1 yes, Singles1 no) => new((mask._bits & yes._bits) | (~mask._bits & no._bits));

    public Singles1 ToSingle() => new((float)(int)_bits);

    public uint MostSignificantBits() => _bits >>> 31;

    static ref readonly byte At(ref readonly byte source, nuint offset) => ref Unsafe.AddByteOffset(ref Unsafe.AsRef(in source), offset);
}
