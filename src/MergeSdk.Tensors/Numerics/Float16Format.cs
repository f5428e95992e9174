using System.Runtime.CompilerServices;

namespace MergeSdk.Tensors;

/// <summary>
/// IEEE 754 half precision, in integer arithmetic and exact float operations only, so that it neither needs conversion instructions nor depends on how a
/// processor treats denormals.
/// </summary>
readonly struct Float16Format : IFormat
{
    const uint HalfInfinity = 0x7C00;
    const uint HalfSmallestNormal = 0x0400;
    const uint SingleInfinity = 0x7F80_0000;

    // 2^-14 and 2^16 as float32 bits: where halves become normal, and the first power of two they cannot hold.
    const uint SmallestNormal = 0x3880_0000;
    const uint Overflow = 0x4780_0000;

    // Difference of the exponent biases, 127 - 15, in a float32's exponent field.
    const uint Rebias = 112u << 23;

    public static int ElementBytes => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Widen<T>(ref readonly byte source, nuint offset)
        where T : struct, ISingles<T>
    {
        var half = T.LoadUInt16(in source, offset);
        var sign = (half & T.CreateBits(0x8000)) << 16;
        var magnitude = half & T.CreateBits(0x7FFF);
        var normal = T.AddBits(magnitude << 13, T.CreateBits(Rebias));
        // A denormal is its mantissa times 2^-24; both the conversion of ≤ 10 bits and the scaling are exact.
        var denormal = magnitude.ToSingle() * T.Create(1f / (1 << 24));
        var special = (magnitude << 13) | T.CreateBits(SingleInfinity);
        var quiet = T.GreaterBits(magnitude, T.CreateBits(HalfInfinity)) & T.CreateBits(0x0040_0000);
        var finite = T.Select(T.GreaterBits(T.CreateBits(HalfSmallestNormal), magnitude), denormal, normal);
        return sign | T.Select(T.GreaterBits(magnitude, T.CreateBits(HalfInfinity - 1)), special | quiet, finite);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Narrow<T>(T value, ref byte destination, nuint offset)
        where T : struct, ISingles<T>
    {
        var sign = (value >>> 16) & T.CreateBits(0x8000);
        var magnitude = value & T.CreateBits(0x7FFF_FFFF);
        // As for bfloat16, with 13 bits to round away; a carry out of the largest half gives infinity.
        var odd = (magnitude >>> 13) & T.CreateBits(1);
        var rounded = T.AddBits(T.AddBits(T.SubtractBits(magnitude, T.CreateBits(Rebias)), T.CreateBits(0x0FFF)), odd);
        var normal = rounded >>> 13;
        // Below 2^-14 the spacing of halves is 2^-24, which is that of float32 from 0.5: adding 0.5 rounds to it, and the mantissa is then the half.
        var denormal = T.SubtractBits(magnitude + T.Create(0.5f), T.Create(0.5f));
        var finite = T.Select(T.GreaterBits(T.CreateBits(SmallestNormal), magnitude), denormal, normal);
        var nan = T.GreaterBits(magnitude, T.CreateBits(SingleInfinity)) & T.CreateBits(0x0200);
        var special = T.CreateBits(HalfInfinity) | nan;
        (sign | T.Select(T.GreaterBits(magnitude, T.CreateBits(Overflow - 1)), special, finite)).StoreUInt16(ref destination, offset);
    }
}
