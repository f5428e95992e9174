namespace MergeSdk.Tensors.Tests.Numerics;

public sealed class SoftmaxDivergenceTests
{
    const double Floor = 1e-8;

    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    static readonly Dictionary<string, Func<int, float>> s_kinds = new()
    {
        ["like weights"] = i => 0.02f * MathF.Sin(i),
        ["spread"] = i => 30 * MathF.Sin(i),
        ["far apart"] = i => i % 5 == 0 ? 3e38f : -3e38f * (i % 3),
        ["denormal"] = i => i * 1e-44f,
        ["one infinite"] = i => i == 4 ? float.NegativeInfinity : i,
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_is_the_sum_by_the_library_s_functions(string kind)
    {
        foreach (var length in Enumerable.Range(0, 70).Concat([1000, 5632]))
        {
            var values = Enumerable.Range(0, length).Select(s_kinds[kind]).ToArray();
            var others = Enumerable.Range(0, length).Select(i => s_kinds[kind](i) + (0.001f * MathF.Cos(7 * i))).ToArray();
            using var x = new GuardedBuffer<float>(values);
            using var y = new GuardedBuffer<float>(others);

            var (p, q) = (Softmax(values), Softmax(others));
            var terms = p.Zip(q, (a, b) => a * Math.Log(a / b)).ToArray();
            // An error of a sum of exponentials, here or there, is one of the divergence.
            SoftmaxDivergence.Of(x.Span, y.Span, Floor).Should().BeApproximately(terms.Sum(), (1e-13 * terms.Sum(Math.Abs)) + (1e-17 * length) + 1e-15, "length is {0}", length);
        }
    }

    [Theory]
    [InlineData(-700.0)]
    [InlineData(-1e-30)]
    public void Exponentials_and_logarithms_are_exact_to_a_few_units_in_the_last_place(double least)
    {
        // Of two elements, p·ln(p/q) of the second is about exp(second)·(−second), which shows both functions by themselves.
        for (var i = 0; i <= 1000; i++)
        {
            var second = (float)(least * i / 1000);
            double expected = Term(1, 1) + Term(Math.Exp(second), 1);
            SoftmaxDivergence.Of([0, second], [0, 0], 1e-290).Should().BeApproximately(expected, 4e-16 * (1 + Math.Abs(expected)), "the element is {0}", second);

            double Term(double e, double other)
            {
                var (p, q) = ((e / (1 + Math.Exp(second))) + 1e-290, (other / 2) + 1e-290);
                return p * Math.Log(p / q);
            }
        }
    }

    [Fact]
    public void A_NaN_gives_NaN() => SoftmaxDivergence.Of([1, float.NaN, 2], [1, 2, 3], Floor).Should().Be(double.NaN);

    [Fact]
    public void Different_lengths_are_refused() => ((Action)(() => SoftmaxDivergence.Of([1], [1, 2], Floor))).Should().Throw<ArgumentException>();

    static double[] Softmax(float[] values)
    {
        var max = (double)values.DefaultIfEmpty().Max();
        var powers = values.Select(value => Math.Exp(value - max)).ToArray();
        var sum = powers.Sum();
        return [.. powers.Select(power => (power / sum) + Floor)];
    }
}
