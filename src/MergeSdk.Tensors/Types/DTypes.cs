namespace MergeSdk.Tensors;

/// <summary>What there is to know about a <see cref="DType"/>: its safetensors code and its size.</summary>
public static class DTypes
{
    // Indexed by DType. One table, so that a type cannot have a code and lack a size.
    static readonly (string Code, int Bits)[] s_table =
    [
        ("BOOL", 8), ("F4", 4), ("F6_E2M3", 6), ("F6_E3M2", 6), ("U8", 8), ("I8", 8), ("F8_E5M2", 8), ("F8_E4M3", 8), ("F8_E8M0", 8), ("I16", 16),
        ("U16", 16), ("F16", 16), ("BF16", 16), ("I32", 32), ("U32", 32), ("F32", 32), ("C64", 64), ("F64", 64), ("I64", 64), ("U64", 64),
    ];

    /// <summary>Every code, in the order of <see cref="DType"/>, for messages.</summary>
    internal static string AllCodes { get; } = string.Join(' ', s_table.Select(entry => entry.Code));

    /// <summary>The code safetensors headers use: <c>BF16</c>, <c>F8_E4M3</c>, …</summary>
    public static string Code(this DType type) => s_table[(int)type].Code;

    /// <summary>Size of one element in bits: 4, 6, 8, 16, 32 or 64.</summary>
    public static int BitSize(this DType type) => s_table[(int)type].Bits;

    /// <summary>Size of one element in bytes, of those types that fill whole ones; 0 for elements of 4 or 6 bits.</summary>
    public static int ElementBytes(this DType type) => type.BitSize() / 8;

    /// <summary>Whether merging can compute with it: <c>F64</c>, <c>F32</c>, <c>F16</c> and <c>BF16</c>. All others can only be copied.</summary>
    public static bool IsArithmetic(this DType type) => type is DType.Float64 or DType.Float32 or DType.Float16 or DType.BFloat16;

    /// <summary>Size in bytes of <paramref name="elements"/> packed elements.</summary>
    /// <exception cref="OverflowException">The size exceeds <see cref="long.MaxValue"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="elements"/> is negative, or the elements (of 4 or 6 bits) do not fill whole bytes.</exception>
    public static long ByteCount(this DType type, long elements)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elements);
        var bits = type.BitSize();
        if (bits % 8 == 0)
        {
            return checked(elements * (bits / 8));
        }
        var (eights, rest) = (elements / 8, elements % 8);
        return rest * bits % 8 == 0
            ? (eights * bits) + (rest * bits / 8)
            : throw new ArgumentException($"{elements} elements of {type.Code()} do not fill whole bytes.", nameof(elements));
    }

    /// <summary>Finds a type by its code; upper and lower case differ, as in safetensors.</summary>
    public static bool TryParse(string code, out DType type) => TryParse(code.AsSpan(), out type);

    /// <inheritdoc cref="TryParse(string, out DType)"/>
    public static bool TryParse(ReadOnlySpan<char> code, out DType type)
    {
        for (var i = 0; i < s_table.Length; i++)
        {
            if (code.SequenceEqual(s_table[i].Code))
            {
                type = (DType)i;
                return true;
            }
        }
        type = default;
        return false;
    }
}
