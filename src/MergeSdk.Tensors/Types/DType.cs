using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace MergeSdk.Tensors;

/// <summary>
/// The element types a safetensors file can hold. The numeric order is the format's own; in JSON a type is its safetensors code (<c>"BF16"</c>).
/// </summary>
[JsonConverter(typeof(DTypeJsonConverter))]
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "These are type names.")]
public enum DType : byte
{
    /// <summary>One byte an element, 0 or 1 (<c>BOOL</c>).</summary>
    Bool,

    /// <summary>4 bits an element, two a byte (<c>F4</c>).</summary>
    Float4,

    /// <summary>6 bits an element: 2 exponent, 3 mantissa bits (<c>F6_E2M3</c>).</summary>
    Float6E2M3,

    /// <summary>6 bits an element: 3 exponent, 2 mantissa bits (<c>F6_E3M2</c>).</summary>
    Float6E3M2,

    /// <summary>Unsigned 8-bit integer (<c>U8</c>).</summary>
    UInt8,

    /// <summary>Signed 8-bit integer (<c>I8</c>).</summary>
    Int8,

    /// <summary>8-bit float with 5 exponent, 2 mantissa bits (<c>F8_E5M2</c>).</summary>
    Float8E5M2,

    /// <summary>8-bit float with 4 exponent, 3 mantissa bits (<c>F8_E4M3</c>).</summary>
    Float8E4M3,

    /// <summary>8-bit power of two, a block scale (<c>F8_E8M0</c>).</summary>
    Float8E8M0,

    /// <summary>Signed 16-bit integer (<c>I16</c>).</summary>
    Int16,

    /// <summary>Unsigned 16-bit integer (<c>U16</c>).</summary>
    UInt16,

    /// <summary>IEEE 754 half precision (<c>F16</c>).</summary>
    Float16,

    /// <summary>The upper half of a <see cref="Float32"/> (<c>BF16</c>).</summary>
    BFloat16,

    /// <summary>Signed 32-bit integer (<c>I32</c>).</summary>
    Int32,

    /// <summary>Unsigned 32-bit integer (<c>U32</c>).</summary>
    UInt32,

    /// <summary>IEEE 754 single precision (<c>F32</c>).</summary>
    Float32,

    /// <summary>Two <see cref="Float32"/>: real, imaginary (<c>C64</c>).</summary>
    Complex64,

    /// <summary>IEEE 754 double precision (<c>F64</c>).</summary>
    Float64,

    /// <summary>Signed 64-bit integer (<c>I64</c>).</summary>
    Int64,

    /// <summary>Unsigned 64-bit integer (<c>U64</c>).</summary>
    UInt64,
}
