namespace MergeSdk.Tensors.Tests.Numerics;

public sealed class RankedSelectionTests
{
    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    static readonly Dictionary<string, Func<int, float[]>> s_kinds = new()
    {
        ["like weights"] = length => Floats.Ordinary(length, length),
        ["any bits"] = length => Floats.Any(length, length),
        ["few magnitudes"] = length => Floats.Repetitive(length, length),
        ["one magnitude"] = length => [.. Enumerable.Repeat(-0.25f, length)],
        ["zeros"] = length => new float[length],
        // All but one share the lowest bucket, so that counting is given up for sorting.
        ["one outlier"] = length => [.. Floats.Ordinary(length, length).Select((value, i) => i == length / 2 ? 1e30f : value)],
        ["the largest NaN"] = length => [.. Floats.Ordinary(length, length).Select((value, i) => i % 3 == 0 ? BitConverter.UInt32BitsToSingle(0xFFFF_FFFF) : value)],
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_selection_is_that_of_sorting(string kind)
    {
        foreach (var length in Enumerable.Range(0, 300).Concat([1000, 2048, 4099, 20_000]))
        {
            var (values, random) = (s_kinds[kind](length), new Random(length));
            var draws = Enumerable.Range(0, length).Select(_ => (uint)random.NextInt64(1L << 32)).ToArray();
            foreach (var (least, most) in new[] { (0.35, 0.65), (0.0, 1.0), (0.9999, 1.0) })
            {
                var limits = Enumerable.Range(0, length).Select(rank => (uint)((least + ((most - least) * rank / Math.Max(1, length - 1))) * uint.MaxValue)).ToArray();
                using var x = new GuardedBuffer<float>(values);
                using var result = new GuardedBuffer<float>(length);

                RankedSelection.Keep(x.Span, draws, limits, 1.5f, result.Span);

                Floats.Bits(result.Span).Should().Equal(Floats.Bits(Sorted(values, draws, limits, 1.5f)), "length is {0}", length);
            }
        }
    }

    [Fact]
    public void Draws_at_the_ends_are_compared_unsigned()
    {
        float[] x = [.. Enumerable.Repeat(1f, 200)];
        uint[] draws = [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? uint.MaxValue : 0)];
        var result = new float[200];

        RankedSelection.Keep(x, draws, [.. Enumerable.Repeat(uint.MaxValue, 200)], 1, result);
        result.Should().AllBeEquivalentTo(1f);
        RankedSelection.Keep(x, draws, new uint[200], 1, result);
        result.Should().Equal(draws.Select(draw => draw == 0 ? 1f : 0));
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        ((Action)(() => RankedSelection.Keep(new float[2], new uint[1], new uint[2], 1, new float[2]))).Should().Throw<ArgumentException>();
        ((Action)(() => RankedSelection.Keep(new float[2], new uint[2], new uint[1], 1, new float[2]))).Should().Throw<ArgumentException>();
        ((Action)(() => RankedSelection.Keep(new float[2], new uint[2], new uint[2], 1, new float[1]))).Should().Throw<ArgumentException>();
    }

    static float[] Sorted(float[] values, uint[] draws, uint[] limits, float factor)
    {
        var result = new float[values.Length];
        var ascending = Enumerable.Range(0, values.Length).OrderBy(i => MagnitudeSelection.MagnitudeBits(values[i])).ThenBy(i => i);
        foreach (var (i, rank) in ascending.Select((i, rank) => (i, rank)))
            result[i] = draws[i] <= limits[rank] ? values[i] * factor : 0;
        return result;
    }
}
