using System.Runtime.InteropServices;
using MergeSdk.Graph;
using MergeSdk.Recipes;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Tensors;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>Methods against plain loops in float64, on tensors of several tiles and blocks.</summary>
public class MethodTests
{
    const int Rows = 431;
    const int Columns = 977;

    static readonly PlainTensor s_base = PlainTensor.Random("F32", [Rows, Columns], seed: 1);
    static readonly PlainTensor s_donor = PlainTensor.Random("F32", [Rows, Columns], seed: 2);

    static readonly Sketch s_delta = new Subtract().Of(1, 0);

    [Theory]
    [InlineData(0.29)]
    [InlineData(0.5)]
    [InlineData(1e-5)]
    [InlineData(0)]
    [InlineData(1)]
    public void Trim_keeps_exactly_the_largest_and_among_equals_the_first(double density)
    {
        // Few distinct magnitudes, so that the threshold falls among thousands of equals.
        float[] values = [.. Enumerable.Range(0, Rows * Columns).Select(i => ((i * 7919) % 13 - 6) / 8f)];
        var zeros = PlainTensor.F32([Rows, Columns], new float[values.Length]);

        var actual = Run(new Trim(density, Rescale: false).Of(s_delta), zeros, PlainTensor.F32([Rows, Columns], values));

        var keep = (int)Math.Floor((decimal)density * values.Length);
        var kept = values.Select((value, i) => (value, i)).OrderByDescending(entry => Math.Abs(entry.value)).ThenBy(entry => entry.i).Take(keep).Select(entry => entry.i).ToHashSet();
        actual.Should().Equal(values.Select((value, i) => kept.Contains(i) ? (double)value : 0));
    }

    [Fact]
    public void Trim_rescales_to_the_sum_of_magnitudes()
    {
        var deltas = Deltas();

        var actual = Run(new Trim(0.3, Rescale: true).Of(s_delta));

        actual.Sum(Math.Abs).Should().BeApproximately(deltas.Sum(Math.Abs), 1e-5 * deltas.Sum(Math.Abs));
        actual.Count(value => value != 0).Should().Be((int)(0.3m * deltas.Length));
    }

    [Fact]
    public void Slerp_is_the_formula()
    {
        var (first, second) = (s_base.ToDoubles(), s_donor.ToDoubles());
        const double T = 0.3;

        var actual = Run(new Slerp(T).Of(0, 1));

        var cosine = first.Zip(second, (a, b) => a * b).Sum() / Norm(first) / Norm(second);
        var theta = Math.Acos(cosine);
        var (a, b) = (Math.Sin((1 - T) * theta) / Math.Sin(theta), Math.Sin(T * theta) / Math.Sin(theta));
        AllClose(actual, first.Zip(second, (x, y) => (a * x) + (b * y)));
    }

    [Theory]
    [InlineData(DareRescale.None)]
    [InlineData(DareRescale.Density)]
    [InlineData(DareRescale.Magnitude)]
    public void Dare_keeps_the_share_it_should_and_makes_up_for_the_rest(DareRescale rescale)
    {
        const double Density = 0.25;
        var deltas = Deltas();

        var actual = Run(new Dare(Density, Seed: 3, rescale).Of(s_delta));

        // Five standard deviations of a binomial draw.
        var n = (double)deltas.Length;
        (actual.Count(value => value != 0) / n).Should().BeApproximately(Density, 5 * Math.Sqrt(Density * (1 - Density) / n));
        var factors = actual.Zip(deltas).Where(pair => pair.First != 0 && Math.Abs(pair.Second) > 1e-3).Select(pair => pair.First / pair.Second).ToList();
        var factor = rescale switch
        {
            DareRescale.None => 1,
            DareRescale.Density => 1 / Density,
            _ => deltas.Sum(Math.Abs) / deltas.Zip(actual).Where(pair => pair.Second != 0).Sum(pair => Math.Abs(pair.First)),
        };
        factors.Should().AllSatisfy(value => value.Should().BeApproximately(factor, 1e-4 * factor));
    }

    [Fact]
    public void A_draw_is_the_same_in_every_pass_of_a_tensor_too_long_to_remember_it()
    {
        const int Elements = 34_000_000;
        using var merge = new TestMerge();
        var ones = Enumerable.Repeat(new byte[] { 0x80, 0x3F }, Elements).SelectMany(value => value).ToArray();
        merge.Model("base", new Dictionary<string, PlainTensor> { ["w"] = new("BF16", [Elements], new byte[2 * Elements]) });
        merge.Model("donor", new Dictionary<string, PlainTensor> { ["w"] = new("BF16", [Elements], ones) });

        // Half of the elements are kept, as 1 in the one and as 2 in the other.
        merge.Run(new Dare(0.5, 3, DareRescale.None).Of(s_delta));
        var drawnOnce = merge.Result()["w"].Bytes;
        merge.Run(new Dare(0.5, 3, DareRescale.Magnitude).Of(s_delta));
        var drawnTwice = merge.Result()["w"].Bytes;

        var once = MemoryMarshal.Cast<byte, ushort>(drawnOnce);
        var twice = MemoryMarshal.Cast<byte, ushort>(drawnTwice);
        var differences = 0;
        for (var i = 0; i < Elements; i++)
            differences += (once[i], twice[i]) is (0, 0) or (0x3F80, 0x4000) ? 0 : 1;
        differences.Should().Be(0);
    }

    [Fact]
    public void Dare_keeps_the_mean()
    {
        const double Density = 0.1;
        var deltas = Deltas();

        var actual = Run(new Dare(Density, Seed: 11, DareRescale.Density).Of(s_delta));

        // Five standard deviations of Σ δ·(draw/density).
        var deviation = Math.Sqrt(deltas.Sum(delta => delta * delta) * (1 - Density) / Density);
        actual.Sum().Should().BeApproximately(deltas.Sum(), 5 * deviation);
        // That it is no accident of the sum: the variance is the draw's, too.
        var spread = actual.Zip(deltas, (a, d) => (a - d) * (a - d)).Sum();
        spread.Should().BeApproximately(deviation * deviation, 0.05 * deviation * deviation);
    }

    [Fact]
    public void Dare_draws_anew_for_another_seed_and_alike_for_the_same()
    {
        var first = Run(new Dare(0.5, 3, DareRescale.None).Of(s_delta));

        Run(new Dare(0.5, 3, DareRescale.None).Of(s_delta)).Should().Equal(first);
        Run(new Dare(0.5, 4, DareRescale.None).Of(s_delta)).Should().NotEqual(first);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, -0.5)]
    public void Ties_is_the_formula(bool normalize, double lambda)
    {
        double[] weights = [0.7, -0.4];
        var other = new Subtract().Of(0, 1);
        var trimmed = new Trim(0.4, Rescale: false).Of(other);

        var actual = Run(new Ties([.. weights], normalize, lambda).Of(s_delta, trimmed));

        var terms = new[] { Deltas(), Run(trimmed) };
        AllClose(actual, Enumerable.Range(0, actual.Length).Select(i =>
        {
            var weighted = terms.Select((term, k) => term[i] * weights[k]).ToList();
            var sign = weighted.Sum() >= 0 ? 1 : -1;
            var agreeing = Enumerable.Range(0, terms.Length).Where(k => Math.Sign(weighted[k]) == sign).ToList();
            var divisor = normalize ? agreeing.Sum(k => weights[k]) : 1;
            return lambda * agreeing.Sum(k => weighted[k]) / (divisor == 0 ? 1 : divisor);
        }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LowRank_is_the_product(bool transpose)
    {
        const int Rank = 5;
        var (outer, inner) = transpose ? (Columns, Rows) : (Rows, Columns);
        var b = PlainTensor.Random("BF16", [outer, Rank], seed: 5);
        var a = PlainTensor.Random("F32", [Rank, inner], seed: 6);
        using var merge = new TestMerge();
        merge.Model("base", One(s_base));
        merge.Model("adapter", new Dictionary<string, PlainTensor> { ["B"] = b, ["A"] = a });
        var plan = merge.Plan(_ => new LowRank(2.5, transpose, new TensorType(DType.Float32, new TensorShape(Rows, Columns))).Of(0, 1), inputs: [new("adapter", "B"), new("adapter", "A")]);

        merge.Run(plan);

        var (bs, a_s) = (b.ToDoubles(), a.ToDoubles());
        AllClose(merge.Result()["x"].ToDoubles(), Enumerable.Range(0, Rows * Columns).Select(i =>
        {
            var (row, column) = (i / Columns, i % Columns);
            var (o, n) = transpose ? (column, row) : (row, column);
            return 2.5 * Enumerable.Range(0, Rank).Sum(k => bs[(o * Rank) + k] * a_s[(k * inner) + n]);
        }));
    }

    [Theory]
    [InlineData(4, 3, 0, 1f, 1f)]
    [InlineData(1, 1, 1, 0f, 7f)]
    [InlineData(0, 3, 2, 1f, 1f)]
    [InlineData(3, 0, 2, 1f, 1f)]
    [InlineData(4, 3, 2, 1e18f, 1e18f)]
    [InlineData(4, 3, 2, 1e-30f, 1e-30f)]
    public void LowRank_of_nothing_or_of_huge_factors_is_the_product(int rows, int columns, int rank, float left, float right)
    {
        using var merge = new TestMerge();
        merge.Model("base", One(PlainTensor.F32([rows, columns], new float[rows * columns])));
        merge.Model("adapter", new Dictionary<string, PlainTensor>
        {
            ["B"] = PlainTensor.F32([rows, rank], [.. Enumerable.Repeat(left, rows * rank)]),
            ["A"] = PlainTensor.F32([rank, columns], [.. Enumerable.Repeat(right, rank * columns)]),
        });

        merge.Run(merge.Plan(
            _ => new LowRank(0.5, false, new TensorType(DType.Float32, new TensorShape(rows, columns))).Of(0, 1), inputs: [new("adapter", "B"), new("adapter", "A")]));

        merge.Result()["x"].ToDoubles().Should().Equal(Enumerable.Repeat((double)(float)(0.5 * rank * left * (double)right), rows * columns));
    }

    [Theory]
    [InlineData("BF16", "BF16")]
    [InlineData("F16", "F16")]
    [InlineData("F64", "F64")]
    [InlineData("I64", "I64")]
    public void A_plain_copy_keeps_the_stored_bits(string dtype, string expected)
    {
        // Bit patterns that arithmetic would not keep: signalling NaNs, negative zero, denormals.
        var bytes = new byte[8 * 1000];
        new Random(9).NextBytes(bytes);
        var size = dtype is "F64" or "I64" ? 8 : 2;
        var tensor = new PlainTensor(dtype, [bytes.Length / size], bytes);
        using var merge = new TestMerge();
        merge.Model("only", One(tensor));

        merge.Run(Sketch.Input(0));

        merge.Result()["x"].Bytes.Should().Equal(bytes);
        merge.Result()["x"].DType.Should().Be(expected);
    }

    [Fact]
    public void Scalars_and_empty_tensors_merge()
    {
        using var merge = new TestMerge();
        foreach (var (model, value) in new[] { ("base", 1f), ("donor", 3f) })
            merge.Model(model, new Dictionary<string, PlainTensor> { ["scalar"] = PlainTensor.F32([], value), ["empty"] = PlainTensor.F32([0, 7]) });

        merge.Run(new Slerp(0.5).Of(new Add().Of(0, new Trim(0.5, true).Of(s_delta)), new Add().Of(0, new Linear([0.5]).Of(s_delta))));

        merge.Result()["scalar"].ToDoubles().Should().Equal(1.5);
        merge.Result()["empty"].Shape.Should().Equal(0, 7);
    }

    static double[] Run(Sketch sketch) => Run(sketch, s_base, s_donor);

    static double[] Run(Sketch sketch, PlainTensor first, PlainTensor second)
    {
        using var merge = new TestMerge();
        merge.Model("base", One(first));
        merge.Model("donor", One(second));
        merge.Run(sketch);
        return merge.Result()["x"].ToDoubles();
    }

    static Dictionary<string, PlainTensor> One(PlainTensor tensor) => new() { ["x"] = tensor };

    static double[] Deltas() => [.. s_donor.ToDoubles().Zip(s_base.ToDoubles(), (x, b) => (double)(float)(x - b))];

    static double Norm(double[] values) => Math.Sqrt(values.Sum(value => value * value));

    static void AllClose(double[] actual, IEnumerable<double> expected)
    {
        var wanted = expected.ToArray();
        actual.Should().HaveSameCount(wanted);
        actual.Zip(wanted, (a, e) => Math.Abs(a - e)).Max().Should().BeLessThan(1e-7);
    }
}
