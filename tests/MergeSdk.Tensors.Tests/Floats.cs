namespace MergeSdk.Tensors.Tests;

/// <summary>Test data, the same in every run.</summary>
static class Floats
{
    static readonly float[] s_special =
    [
        0f, -0f, float.Epsilon, -float.Epsilon, 1.17549435E-38f, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN,
        1f, -1f, 65504f, 65519.996f, 65520f, 65536f, 5.9604645E-08f, 2.9802322E-08f, 2.9802326E-08f, 6.1035156E-05f, 3.3895314E+38f, 3.3961775E+38f,
    ];

    /// <summary>Values like weights.</summary>
    public static float[] Ordinary(int count, int seed)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (float)((random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-20, 20)));
        }
        return values;
    }

    /// <summary>Any bits: every exponent, denormals, infinities and NaN, with the well-known hard cases mixed in.</summary>
    public static float[] Any(int count, int seed)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = random.Next(8) == 0 ? s_special[random.Next(s_special.Length)] : BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
        }
        return values;
    }

    /// <summary>Magnitudes from a small set, so that equals abound.</summary>
    public static float[] Repetitive(int count, int seed)
    {
        var random = new Random(seed);
        float[] set = [0f, -0f, 0.5f, -0.5f, 0.50000006f, 1f, -2f, float.NaN, float.PositiveInfinity];
        return [.. Enumerable.Range(0, count).Select(_ => set[random.Next(set.Length)])];
    }

    /// <summary>Bits, with every NaN as one: which payload survives arithmetic is the processor's choice.</summary>
    public static int[] Bits(ReadOnlySpan<float> values)
    {
        var bits = new int[values.Length];
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = float.IsNaN(values[i]) ? int.MaxValue : BitConverter.SingleToInt32Bits(values[i]);
        }
        return bits;
    }
}
