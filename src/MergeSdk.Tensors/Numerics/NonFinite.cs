using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MergeSdk.Tensors;

/// <summary>Finds elements that are no numbers: NaN and infinities, whose exponent bits are all ones.</summary>
static class NonFinite
{
    /// <summary>The index of the first NaN or infinity, or −1 if there is none.</summary>
    /// <param name="type">The stored type. One that cannot be computed with has no such elements.</param>
    /// <param name="elements">Whole elements, little-endian.</param>
    public static int IndexOf(DType type, ReadOnlySpan<byte> elements) => type switch
    {
        DType.Float16 => IndexOf<ushort>(elements, 0x7C00),
        DType.BFloat16 => IndexOf<ushort>(elements, 0x7F80),
        DType.Float32 => IndexOf<uint>(elements, 0x7F80_0000),
        DType.Float64 => IndexOf<ulong>(elements, 0x7FF0_0000_0000_0000),
        _ => -1,
    };

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static int IndexOf<T>(ReadOnlySpan<byte> elements, T exponent)
        where T : unmanaged, IBinaryInteger<T>
    {
        var bits = MemoryMarshal.Cast<byte, T>(elements);
        var ones = new Vector<T>(exponent);
        var i = 0;
        // Four vectors for each branch, which is never taken in a sound model.
        for (var step = 4 * Vector<T>.Count; bits.Length - i >= step; i += step)
        {
            var four = MemoryMarshal.Cast<T, Vector<T>>(bits.Slice(i, step));
            var found = Vector.Equals(four[0] & ones, ones) | Vector.Equals(four[1] & ones, ones) | Vector.Equals(four[2] & ones, ones) | Vector.Equals(four[3] & ones, ones);
            if (found != Vector<T>.Zero)
            {
                break;
            }
        }
        for (; i < bits.Length; i++)
        {
            if ((bits[i] & exponent) == exponent)
                return i;
        }
        return -1;
    }
}
