using MergeSdk.Tensors;

namespace MergeSdk.Benchmarks;

/// <summary>
/// Normally distributed numbers by the gigabyte: 65,536 of them are drawn once, and each element is one of those, chosen by 16 bits of a counter-based
/// generator. So any part of a tensor can be made by itself.
/// </summary>
static class NormalNoise
{
    static readonly float[] s_samples = Draw(1 << 16);

    /// <summary>Adds noise of a standard deviation to values.</summary>
    /// <param name="stream">Which noise.</param>
    /// <param name="first">Index of the first value in the stream; even.</param>
    /// <param name="deviation">The standard deviation.</param>
    /// <param name="values">An even number of values.</param>
    /// <param name="words">Room for half as many random words.</param>
    public static void Add(ulong stream, long first, float deviation, Span<float> values, Span<uint> words)
    {
        words = words[..(values.Length / 2)];
        Philox.Fill(stream, first / 2, words);
        for (var i = 0; i < words.Length; i++)
        {
            values[2 * i] += deviation * s_samples[words[i] & 0xFFFF];
            values[(2 * i) + 1] += deviation * s_samples[words[i] >> 16];
        }
    }

    /// <summary>Box and Muller's transform.</summary>
    static float[] Draw(int count)
    {
        var random = new Random(1);
        var samples = new float[count];
        for (var i = 0; i < count; i++)
            samples[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return samples;
    }
}
