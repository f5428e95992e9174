namespace MergeSdk.Tensors.Tests.Numerics;

public sealed class MagnitudeSelectionTests
{
    [Fact]
    public void Histograms_count_every_element()
    {
        var x = Floats.Any(1000, 1);
        var high = new long[MagnitudeSelection.HighBuckets];
        MagnitudeSelection.CountHigh(x, high);
        MagnitudeSelection.CountHigh(x, high);

        high.Sum().Should().Be(2 * x.Length, "counts are added");
        foreach (var group in x.GroupBy(value => MagnitudeSelection.MagnitudeBits(value) >> 16))
        {
            high[group.Key].Should().Be(2 * group.Count());
        }
    }

    [Fact]
    public void Low_histograms_count_one_bucket_at_every_length()
    {
        for (var length = 0; length <= 256; length++)
        {
            using var x = new GuardedBuffer<float>(Floats.Repetitive(length, length));
            foreach (var bucket in new[] { 0, 0x3F00, 0x3F80, 0x7FC0 })
            {
                var low = new long[MagnitudeSelection.LowBuckets];
                MagnitudeSelection.CountLow(x.Span, bucket, low);

                var expected = x.Span.ToArray().Select(MagnitudeSelection.MagnitudeBits).Where(bits => bits >> 16 == bucket).ToArray();
                low.Sum().Should().Be(expected.Length);
                expected.GroupBy(bits => bits & 0xFFFF).Where(group => low[group.Key] != group.Count()).Should().BeEmpty();
            }
        }
    }

    [Fact]
    public void Equals_are_counted_at_every_length()
    {
        for (var length = 0; length <= 256; length++)
        {
            using var x = new GuardedBuffer<float>(Floats.Repetitive(length, length));
            var bits = MagnitudeSelection.MagnitudeBits(0.5f);

            MagnitudeSelection.CountEqual(x.Span, bits).Should().Be(x.Span.ToArray().Count(value => MathF.Abs(value) == 0.5f));
            MagnitudeSelection.CountEqual(x.Span, bits | 0x8000_0000).Should().Be(0);
        }
    }

    [Fact]
    public void Keep_takes_the_larger_and_the_first_equals()
    {
        var threshold = MagnitudeSelection.MagnitudeBits(0.5f);
        for (var length = 0; length <= 256; length++)
        {
            using var x = new GuardedBuffer<float>(Floats.Repetitive(length, length));
            using var result = new GuardedBuffer<float>(length);
            foreach (var equalsToKeep in new long[] { -1, 0, 1, 2, 7, length / 9, length / 2, length, long.MaxValue })
            {
                result.Span.Fill(99);
                var seen = MagnitudeSelection.Keep(x.Span, threshold, equalsToKeep, result.Span);

                var (expected, expectedSeen) = Reference(x.Span, threshold, equalsToKeep);
                seen.Should().Be(expectedSeen);
                Floats.Bits(result.Span).Should().Equal(Floats.Bits(expected), "{0} of {1} elements are to keep", equalsToKeep, length);
            }
        }
    }

    [Fact]
    public void Keep_works_in_place_and_treats_nan_as_largest()
    {
        float[] x = [1, float.NaN, float.PositiveInfinity, 3, -0f];

        MagnitudeSelection.Keep(x, MagnitudeSelection.MagnitudeBits(float.PositiveInfinity), 0, x).Should().Be(1);

        x.Should().Equal(0, float.NaN, 0, 0, 0);
        BitConverter.SingleToInt32Bits(x[4]).Should().Be(0, "what is not kept is +0");
    }

    [Fact]
    public void Two_passes_find_exactly_the_k_largest()
    {
        var x = Floats.Ordinary(10_000, 5);
        const int Keep = 1234;
        var (high, low) = (new long[MagnitudeSelection.HighBuckets], new long[MagnitudeSelection.LowBuckets]);
        MagnitudeSelection.CountHigh(x, high);
        var (bucket, above) = FromTop(high, Keep);
        MagnitudeSelection.CountLow(x, bucket, low);
        var (lowBits, aboveLow) = FromTop(low, Keep - above);
        var result = new float[x.Length];

        MagnitudeSelection.Keep(x, MagnitudeSelection.Bits(bucket, lowBits), Keep - above - aboveLow, result);

        result.Count(value => value != 0).Should().Be(Keep);
        result.Where(value => value != 0).Min(Math.Abs).Should().Be(x.Select(Math.Abs).OrderDescending().ElementAt(Keep - 1));
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        ((Action)(() => MagnitudeSelection.CountHigh([1], new long[5]))).Should().Throw<ArgumentException>();
        ((Action)(() => MagnitudeSelection.CountLow([1], -1, new long[65536]))).Should().Throw<ArgumentException>();
        ((Action)(() => MagnitudeSelection.CountLow([1], 32768, new long[65536]))).Should().Throw<ArgumentException>();
        ((Action)(() => MagnitudeSelection.Keep([1], 0x8000_0000, 0, new float[1]))).Should().Throw<ArgumentException>();
        ((Action)(() => MagnitudeSelection.Keep([1], 0, 0, []))).Should().Throw<ArgumentException>();
        ((Action)(() => MagnitudeSelection.Bits(32768, 0))).Should().Throw<ArgumentException>();
    }

    static (int Bucket, long Above) FromTop(long[] histogram, long rank)
    {
        var above = 0L;
        var bucket = histogram.Length - 1;
        for (; above + histogram[bucket] < rank; bucket--)
        {
            above += histogram[bucket];
        }
        return (bucket, above);
    }

    static (float[] Result, int Seen) Reference(ReadOnlySpan<float> x, uint threshold, long equalsToKeep)
    {
        var (result, seen) = (new float[x.Length], 0);
        for (var i = 0; i < x.Length; i++)
        {
            var bits = MagnitudeSelection.MagnitudeBits(x[i]);
            result[i] = bits > threshold || (bits == threshold && seen < equalsToKeep) ? x[i] : 0;
            seen += bits == threshold ? 1 : 0;
        }
        return (result, seen);
    }
}
