using System.Globalization;

namespace MergeSdk.TestModels;

/// <summary>A tensor as the tests see it: stored bytes, and the values they mean in float64. Shares no code with the product.</summary>
public sealed record PlainTensor(string DType, long[] Shape, byte[] Bytes)
{
    public long Count => Shape.Aggregate(1L, (product, dimension) => product * dimension);

    public static PlainTensor F32(long[] shape, params float[] values) =>
        new("F32", shape, [.. values.SelectMany(BitConverter.GetBytes)]);

    public static PlainTensor F64(long[] shape, params double[] values) =>
        new("F64", shape, [.. values.SelectMany(BitConverter.GetBytes)]);

    public static PlainTensor F16(long[] shape, params float[] values) =>
        new("F16", shape, [.. values.SelectMany(value => BitConverter.GetBytes((Half)value))]);

    /// <summary>bfloat16, each value rounded to the nearest, ties to even.</summary>
    public static PlainTensor BF16(long[] shape, params float[] values) =>
        new("BF16", shape, [.. values.SelectMany(value => BitConverter.GetBytes(RoundToBFloat16(value)))]);

    public static PlainTensor I64(long[] shape, params long[] values) =>
        new("I64", shape, [.. values.SelectMany(BitConverter.GetBytes)]);

    /// <summary>Pseudo-random values of about the size of weights, the same on every machine.</summary>
    public static PlainTensor Random(string dtype, long[] shape, int seed, double scale = 0.02)
    {
        var random = new Random(seed);
        var values = new float[shape.Aggregate(1L, (product, dimension) => product * dimension)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)((random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2 * scale);
        return dtype switch
        {
            "F32" => F32(shape, values),
            "BF16" => BF16(shape, values),
            "F16" => F16(shape, values),
            "F64" => F64(shape, [.. values.Select(value => (double)value)]),
            _ => throw new ArgumentException(dtype, nameof(dtype)),
        };
    }

    public static ushort RoundToBFloat16(double value)
    {
        var bits = BitConverter.SingleToUInt32Bits((float)value);
        return (ushort)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>The values in float64, exactly.</summary>
    public double[] ToDoubles()
    {
        var values = new double[Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = DType switch
            {
                "F32" => BitConverter.ToSingle(Bytes, i * 4),
                "F64" => BitConverter.ToDouble(Bytes, i * 8),
                "F16" => (double)BitConverter.ToHalf(Bytes, i * 2),
                "BF16" => BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(Bytes, i * 2) << 16),
                "I64" => BitConverter.ToInt64(Bytes, i * 8),
                _ => throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"No values for {DType}.")),
            };
        }
        return values;
    }
}
