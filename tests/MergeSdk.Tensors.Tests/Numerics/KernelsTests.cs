namespace MergeSdk.Tensors.Tests.Numerics;

public sealed class KernelsTests
{
    const int LongestLength = 256;

    public static TheoryData<string> Operations => [.. s_operations.Keys];

    static readonly Dictionary<string, (Kernel Kernel, Func<float, float, float> Scalar)> s_operations = new()
    {
        ["Add"] = (Kernels.Add, (x, y) => x + y),
        ["Subtract"] = (Kernels.Subtract, (x, y) => x - y),
        ["Scale"] = ((x, _, result) => Kernels.Scale(x, 0.3f, result), (x, _) => 0.3f * x),
        ["Interpolate"] = ((x, y, result) => Kernels.Interpolate(x, 0.7f, y, -1.3f, result), (x, y) => Plus(0.7f * x, -1.3f * y)),
        ["AddScaled"] = (
            (x, y, result) =>
            {
                y.CopyTo(result);
                Kernels.AddScaled(x, 0.3f, result);
            },
            (x, y) => Plus(y, 0.3f * x)),
    };

    delegate void Kernel(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result);

    [Theory]
    [MemberData(nameof(Operations))]
    public void Every_length_gives_the_scalar_bits_and_stays_within_its_spans(string name)
    {
        var (kernel, scalar) = s_operations[name];
        for (var length = 0; length <= LongestLength; length++)
        {
            foreach (var atEnd in new[] { true, false })
            {
                using var x = new GuardedBuffer<float>(Floats.Any(length, length), atEnd);
                using var y = new GuardedBuffer<float>(Floats.Any(length, length + 1000), atEnd);
                using var result = new GuardedBuffer<float>(length, atEnd);

                kernel(x.Span, y.Span, result.Span);

                var expected = x.Span.ToArray().Zip(y.Span.ToArray(), scalar).ToArray();
                Floats.Bits(result.Span).Should().Equal(Floats.Bits(expected), "length is {0}", length);
            }
        }
    }

    [Theory]
    [InlineData("Add")]
    [InlineData("Subtract")]
    [InlineData("Scale")]
    [InlineData("Interpolate")]
    public void The_result_may_be_an_input(string name)
    {
        var (kernel, scalar) = s_operations[name];
        foreach (var length in new[] { 1, 15, 16, 100 })
        {
            var (x, y) = (Floats.Ordinary(length, 1), Floats.Ordinary(length, 2));
            var expected = x.Zip(y, scalar).ToArray();
            var (first, second) = (x.ToArray(), y.ToArray());

            kernel(first, y, first);
            kernel(x, second, second);

            first.Should().Equal(expected);
            second.Should().Equal(expected);
        }
    }

    [Fact]
    public void Products_are_rounded_before_the_sum()
    {
        // With a fused multiply-add the result would be 2^-24 and not 0.
        var x = Enumerable.Repeat(1f + MathF.ScaleB(1, -12), 40).ToArray();
        var accumulator = Enumerable.Repeat(-(1f + MathF.ScaleB(1, -11)), 40).ToArray();

        Kernels.AddScaled(x, x[0], accumulator);

        accumulator.Should().AllBeEquivalentTo(0f);
    }

    [Fact]
    public void Wrong_lengths_and_shifted_overlaps_are_refused()
    {
        var memory = new float[40];

        ((Action)(() => Kernels.Add(memory.AsSpan(0, 3), memory.AsSpan(0, 4), memory))).Should().Throw<ArgumentException>();
        ((Action)(() => Kernels.Add(memory.AsSpan(0, 4), memory.AsSpan(0, 4), memory.AsSpan(0, 3)))).Should().Throw<ArgumentException>();
        ((Action)(() => Kernels.Scale(memory.AsSpan(0, 20), 2, memory.AsSpan(1)))).Should().Throw<ArgumentException>();
        ((Action)(() => Kernels.AddScaled(memory.AsSpan(0, 20), 2, new float[19]))).Should().Throw<ArgumentException>();
    }

    // Through a call, so that no compiler may contract the expression into a fused multiply-add.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    static float Plus(float x, float y) => x + y;
}
