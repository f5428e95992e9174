using System.Runtime.InteropServices;

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
        ["ScaleMagnitude"] = ((x, _, result) => Kernels.ScaleMagnitude(x, 0.3f, result), (x, _) => 0.3f * Math.Abs(x)),
        ["Divide"] = ((x, _, result) => Kernels.Divide(x, 3, result), (x, _) => x / 3),
        ["TakeLarger"] = (
            (x, y, result) =>
            {
                y.CopyTo(result);
                Kernels.TakeLarger(x, result);
            },
            (x, y) => Math.Abs(x) >= Math.Abs(y) ? x : y),
        ["CountActive"] = (
            (x, y, result) =>
            {
                y.CopyTo(result);
                Kernels.CountActive(x, 0.5f, result);
            },
            (x, y) => Plus(y, Math.Abs(x) > 0.5f ? 1 : 0)),
        ["ShrinkFar"] = ((x, _, result) => Kernels.ShrinkFar(x, 0.3f, 1e-6f, result), (x, _) => Math.Clamp(0.3f / Math.Max(Math.Abs(x), 1e-6f), 0, 1) * x),
        ["ShrinkFar the other way"] = ((x, _, result) => Kernels.ShrinkFar(x, -0.3f, 1e-6f, result), (x, _) => Math.Clamp(-0.3f / Math.Max(Math.Abs(x), 1e-6f), 0, 1) * x),
        ["DivideByAtLeast"] = ((x, y, result) => Kernels.DivideByAtLeast(x, y, 1e-6f, result), (x, y) => x / (y > 1e-6f ? y : 1e-6f)),
        ["DivideWhereNonzero"] = (Kernels.DivideWhereNonzero, (x, y) => y != 0 ? x / y : x),
        ["KeepWhereNonzero"] = (Kernels.KeepWhereNonzero, (x, y) => y != 0 ? x : 0),
        ["KeepWhereZero"] = (Kernels.KeepWhereZero, (x, y) => y != 0 ? 0 : x),
        ["KeepWhereAtMost"] = (
            (x, y, result) => Kernels.KeepWhereAtMost(x, MemoryMarshal.Cast<float, uint>(y), 0xA000_0000, 0.3f, result),
            (x, y) => BitConverter.SingleToUInt32Bits(y) <= 0xA000_0000 ? x * 0.3f : 0),
    };

    /// <summary>Kernels of two inputs and an accumulator; <c>c</c> is 0.3.</summary>
    static readonly Dictionary<string, (AccumulatingKernel Kernel, Func<float, float, float, float> Scalar)> s_accumulations = new()
    {
        ["AddSquaredDistance"] = (Kernels.AddSquaredDistance, (x, y, sum) => Plus(sum, (x - y) * (x - y))),
        ["AddAgreeing"] = ((x, y, sum) => Kernels.AddAgreeing(x, 0.3f, y, sum), (x, y, sum) => Agrees(x, y) ? Plus(sum, 0.3f * x) : sum),
        ["AddWeightOfAgreeing"] = ((x, y, sum) => Kernels.AddWeightOfAgreeing(x, 0.3f, y, sum), (x, y, sum) => Agrees(x, y) ? sum + 0.3f : sum),
        ["AddAgreeingProduct"] = ((x, y, sum) => Kernels.AddAgreeingProduct(x, -0.3f, y, sum), (x, y, sum) => Agrees(-0.3f * x, y) ? Plus(sum, -0.3f * x) : sum),
        ["AddWeightOfAgreeingProduct"] = (
            (x, y, sum) => Kernels.AddWeightOfAgreeingProduct(x, -0.3f, y, sum), (x, y, sum) => Agrees(-0.3f * x, y) ? sum - 0.3f : sum),
        ["MoveWhereAtLeast"] = ((x, y, sum) => Kernels.MoveWhereAtLeast(x, y, 0.3f, sum), (x, y, sum) => sum >= 0.3f ? Plus(x, y - x) : x),
        ["AddActive"] = (
            (x, y, sum) => Kernels.AddActive(x, 0.5f, 0.3f, y, sum),
            (x, y, sum) => Math.Abs(x) > 0.5f ? Plus(sum, y == 1 ? x * 0.3f : x) : sum),
    };

    delegate void AccumulatingKernel(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> accumulator);

    public static TheoryData<string> Accumulations => [.. s_accumulations.Keys];

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
    [MemberData(nameof(Accumulations))]
    public void Every_length_accumulates_the_scalar_bits_and_stays_within_its_spans(string name)
    {
        var (kernel, scalar) = s_accumulations[name];
        for (var length = 0; length <= LongestLength; length++)
        {
            // Small numbers of equals among the others, so that sums are zero and counts are one.
            float[][] inputs = [Floats.Any(length, length), Floats.Repetitive(length, length + 1000), Floats.Any(length, length + 2000)];
            using var x = new GuardedBuffer<float>(inputs[0]);
            using var y = new GuardedBuffer<float>(inputs[1]);
            using var accumulator = new GuardedBuffer<float>(inputs[2]);

            kernel(x.Span, y.Span, accumulator.Span);

            var expected = Enumerable.Range(0, length).Select(i => scalar(inputs[0][i], inputs[1][i], inputs[2][i])).ToArray();
            Floats.Bits(accumulator.Span).Should().Equal(Floats.Bits(expected), "length is {0}", length);
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
        ((Action)(() => Kernels.AddSquaredDistance(memory.AsSpan(0, 20), memory.AsSpan(0, 20), new float[19]))).Should().Throw<ArgumentException>();
        ((Action)(() => Kernels.AddSquaredDistance(memory.AsSpan(0, 20), memory.AsSpan(1, 20), memory.AsSpan(0, 20)))).Should().Throw<ArgumentException>();
    }

    static bool Agrees(float x, float sum) => sum >= 0 ? x > 0 : x < 0;

    // Through a call, so that no compiler may contract the expression into a fused multiply-add.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    static float Plus(float x, float y) => x + y;
}
