namespace MergeSdk.Tensors.Tests.Numerics;

public sealed class ReductionsTests
{
    [Fact]
    public void Every_length_gives_the_bits_of_the_documented_order()
    {
        foreach (var length in Enumerable.Range(0, 257).Append(4096).Append(4095))
        {
            using var x = new GuardedBuffer<float>(Floats.Ordinary(length, length));
            using var y = new GuardedBuffer<float>(Floats.Ordinary(length, length + 1000));
            var (xs, ys) = (x.Span.ToArray(), y.Span.ToArray());

            Reductions.DotAndNorms(x.Span, y.Span, out var dot, out var xx, out var yy);

            Reductions.Dot(x.Span, y.Span).Should().Be(Documented(i => (double)xs[i] * ys[i], length)).And.Be(dot);
            Reductions.SumOfSquares(x.Span).Should().Be(Documented(i => (double)xs[i] * xs[i], length)).And.Be(xx);
            Reductions.SumOfSquares(y.Span).Should().Be(yy);
            Reductions.SumOfMagnitudes(x.Span).Should().Be(Documented(i => Math.Abs((double)xs[i]), length));
        }
    }

    [Fact]
    public void Sums_are_close_to_exact_ones()
    {
        var x = Floats.Ordinary(4096, 7);
        var exact = x.Aggregate(0m, (sum, value) => sum + ((decimal)value * (decimal)value));

        Reductions.SumOfSquares(x).Should().BeApproximately((double)exact, (double)exact * 1e-6, "decimal has 28 digits, and the conversion to it rounds to 7");
    }

    [Fact]
    public void Nothing_sums_to_zero()
    {
        BitConverter.DoubleToInt64Bits(Reductions.SumOfMagnitudes([])).Should().Be(0);
        BitConverter.DoubleToInt64Bits(Reductions.Dot([-0f], [0f])).Should().Be(0, "padding and initial values are +0");
    }

    [Fact]
    public void Infinities_and_nan_propagate()
    {
        Reductions.SumOfSquares([float.NegativeInfinity]).Should().Be(double.PositiveInfinity);
        Reductions.SumOfMagnitudes([1, float.NaN]).Should().Be(double.NaN);
        Reductions.SumOfSquares([float.MaxValue, float.MaxValue]).Should().BePositive().And.BeLessThan(double.MaxValue, "sums are float64");
    }

    [Fact]
    public void Lengths_must_agree()
    {
        ((Action)(() => Reductions.Dot(new float[3], new float[4]))).Should().Throw<ArgumentException>();
        ((Action)(() => Reductions.DotAndNorms(new float[4], new float[3], out _, out _, out _))).Should().Throw<ArgumentException>();
    }

    static double Documented(Func<int, double> term, int length)
    {
        var lanes = new double[16];
        for (var i = 0; i < length; i++)
        {
            lanes[i % 16] += term(i);
        }
        foreach (var half in new[] { 8, 4, 2, 1 })
        {
            for (var i = 0; i < half; i++)
            {
                lanes[i] += lanes[i + half];
            }
        }
        return lanes[0];
    }
}
