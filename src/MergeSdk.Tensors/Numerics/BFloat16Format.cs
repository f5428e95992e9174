using System.Runtime.CompilerServices;

namespace MergeSdk.Tensors;

/// <summary>bfloat16: the upper half of a float32.</summary>
readonly struct BFloat16Format : IFormat
{
    public static int ElementBytes => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Widen<T>(ref readonly byte source, nuint offset)
        where T : struct, ISingles<T> => T.LoadUInt16(in source, offset) << 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Narrow<T>(T value, ref byte destination, nuint offset)
        where T : struct, ISingles<T>
    {
        // Adding 0x7FFF, and one more when the kept part is odd, carries into the kept part exactly when nearest-even rounds up. The carry runs through the
        // exponent, so the largest values become infinity by themselves. The canonical NaN has zeros below and stays as it is.
        var odd = (value >>> 16) & T.CreateBits(1);
        var rounded = T.AddBits(T.AddBits(value, T.CreateBits(0x7FFF)), odd);
        (rounded >>> 16).StoreUInt16(ref destination, offset);
    }
}
