namespace MergeSdk.Tensors.Tests.Numerics;

public sealed class MagnitudeSelectionTests
{
    const uint Half = 0x3F00_0000;

    public static TheoryData<uint, uint, int, uint[]> Brackets => new()
    {
        { 0, 0x7FFF_FFFF, 15, [] },
        { 0, 0, 15, [] },
        { 0, 0x7FFF_FFFF, 16, [Half] },
        { Half, 0x3F80_0000, 15, [0x3F80_0000, Half, 0x3F00_0001] },
        { Half + 1, Half + 1, 20, [Half + 1] },
        { 0x7F80_0000, 0x7FFF_FFFF, 20, [0x7F80_0000, 0x7FC0_0000] },
    };

    [Theory]
    [MemberData(nameof(Brackets))]
    public void A_bracket_is_counted_at_every_length(uint lowest, uint highest, int bucketBits, uint[] frequent)
    {
        var bracket = new MagnitudeBracket(lowest, highest, bucketBits);
        bracket.Lowest.Should().BeLessThanOrEqualTo(lowest);
        for (var length = 0; length <= 256; length++)
        {
            foreach (var values in new[] { Floats.Any(length, length), Floats.Repetitive(length, length) })
            {
                using var x = new GuardedBuffer<float>(values);
                var buckets = new MagnitudeBucket[bracket.Buckets];
                var equal = new int[MagnitudeSelection.MostFrequent];

                var above = MagnitudeSelection.Count(x.Span, bracket, frequent, equal, buckets);

                var magnitudes = values.Select(MagnitudeSelection.MagnitudeBits).ToList();
                above.Should().Be(magnitudes.Count(bits => bits > highest));
                equal.Should().StartWith(frequent.Select(bits => magnitudes.Count(other => other == bits)));
                var rest = magnitudes.Where(bits => bits >= bracket.Lowest && bits <= highest && !frequent.Contains(bits)).ToList();
                buckets.Sum(bucket => bucket.Count).Should().Be(rest.Count);
                foreach (var bucket in rest.GroupBy(bracket.BucketOf))
                {
                    buckets[bucket.Key].Count.Should().Be(bucket.Count());
                    buckets[bucket.Key].IsLowest.Should().Be(bucket.All(bits => bits == bracket.LowestOf(bucket.Key)));
                }
            }
        }
    }

    [Fact]
    public void Buckets_are_added_up()
    {
        var (lowest, other, sum) = (default(MagnitudeBucket), default(MagnitudeBucket), default(MagnitudeBucket));
        lowest.Add(3_000_000_000, 0);
        lowest.Add(1, 0);
        other.Add(2, 0xFFFF);
        sum.Add(lowest);
        sum.Add(other);

        lowest.Should().Match<MagnitudeBucket>(bucket => bucket.Count == 3_000_000_001 && bucket.IsLowest);
        sum.Should().Match<MagnitudeBucket>(bucket => bucket.Count == 3_000_000_003 && !bucket.IsLowest);
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
    public void Wrong_arguments_are_refused()
    {
        var bracket = new MagnitudeBracket(0, 100, 15);
        ((Action)(() => _ = new MagnitudeBracket(0, 0x8000_0000, 15))).Should().Throw<ArgumentException>();
        ((Action)(() => _ = new MagnitudeBracket(2, 1, 15))).Should().Throw<ArgumentException>();
        ((Action)(() => _ = new MagnitudeBracket(0, 1, 14))).Should().Throw<ArgumentException>();
        ((Action)(() => MagnitudeSelection.Count([1], bracket, [], [], new MagnitudeBucket[100]))).Should().Throw<ArgumentException>();
        ((Action)(() => MagnitudeSelection.Count([1], bracket, [1, 2], new int[1], new MagnitudeBucket[101]))).Should().Throw<ArgumentException>();
        ((Action)(() => MagnitudeSelection.Count([1], bracket, [1, 2, 3, 4], new int[4], new MagnitudeBucket[101]))).Should().Throw<ArgumentException>();
        ((Action)(() => MagnitudeSelection.Keep([1], 0x8000_0000, 0, new float[1]))).Should().Throw<ArgumentException>();
        ((Action)(() => MagnitudeSelection.Keep([1], 0, 0, []))).Should().Throw<ArgumentException>();
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
