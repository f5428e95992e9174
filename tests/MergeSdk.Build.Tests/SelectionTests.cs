using MergeSdk.Graph;
using MergeSdk.Recipes;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Recipes.Arithmetic.Selection;
using MergeSdk.Tensors;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>Methods that select elements by rank, against sorting: on tensors large enough for a sample, which misleads in some of them.</summary>
public class SelectionTests
{
    const int Rows = 431;
    const int Columns = 977;
    const int Count = Rows * Columns;

    static readonly Tiling s_tiling = new(new TensorShape(Rows, Columns), byRows: false);
    static readonly HashSet<int> s_sample = [.. Enumerable.Range(0, s_tiling.SampleTiles).Select(s_tiling.SampleTile)];
    static readonly float[] s_normal = [.. PlainTensor.Random("F32", [Count], seed: 7).ToDoubles().Select(value => (float)value)];
    static readonly Sketch s_vector = new Subtract().Of(1, 0);

    static readonly Dictionary<string, Func<int, float>> s_kinds = new()
    {
        ["like weights"] = i => s_normal[i],
        ["multiples, as of bfloat16"] = i => MathF.Round(s_normal[i] * 4096) / 4096,
        ["few magnitudes"] = i => ((i * 7919) % 13 - 6) / 8f,
        ["neighbours in a bucket"] = i => i % 3 == 0 ? 1 : i % 3 == 1 ? -MathF.BitIncrement(1) : MathF.BitDecrement(1),
        ["one magnitude"] = i => i % 2 == 0 ? 3 : -3,
        ["mostly zeros"] = i => i % 100 == 0 ? s_normal[i] : 0,
        ["a sample of small ones"] = i => s_sample.Contains(i / s_tiling.TileElements) ? s_normal[i] / 1000 : s_normal[i],
        ["a sample of large ones"] = i => s_sample.Contains(i / s_tiling.TileElements) ? s_normal[i] * 1000 : s_normal[i],
        ["a sample of zeros"] = i => s_sample.Contains(i / s_tiling.TileElements) ? 0 : s_normal[i],
        ["a sample of one magnitude"] = i => s_sample.Contains(i / s_tiling.TileElements) ? 0.01f : i % 5 == 0 ? 0.01f : s_normal[i],
        ["infinities and NaN"] = i => i % 7 == 0 ? float.PositiveInfinity : i % 7 == 1 ? float.NaN : s_normal[i],
    };

    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    [Fact]
    public void The_sample_is_tiles_all_over_the_tensor()
    {
        s_sample.Should().HaveCount(s_tiling.SampleTiles).And.HaveCountGreaterThan(8);
        s_sample.Min().Should().BeLessThan(s_tiling.TileCount / 8);
        s_sample.Max().Should().BeGreaterThan(s_tiling.TileCount * 3 / 4).And.BeLessThan(s_tiling.TileCount - 1, "the last tile may be shorter");
        foreach (var tiles in Enumerable.Range(8, 2000))
        {
            var tiling = new Tiling(new TensorShape(tiles * 4096L), byRows: false);
            Enumerable.Range(0, tiling.SampleTiles).Select(tiling.SampleTile).Select(tiling.SamplePlace).Should().Equal(Enumerable.Range(0, tiling.SampleTiles));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Trim_keeps_what_sorting_keeps(string kind)
    {
        float[] values = [.. Enumerable.Range(0, Count).Select(s_kinds[kind])];
        var descending = Enumerable.Range(0, Count).OrderByDescending(i => MagnitudeSelection.MagnitudeBits(values[i])).ThenBy(i => i).ToArray();
        foreach (var density in new[] { 0.5, 0.1, 0.999, 1e-5 })
        {
            var kept = descending.Take((int)(density * Count)).ToHashSet();

            Run(new Trim(density, Rescale: false).Of(s_vector), values).Should().Equal(values.Select((value, i) => kept.Contains(i) ? value : 0), $"density is {density}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Breadcrumbs_keeps_what_sorting_keeps(string kind)
    {
        float[] values = [.. Enumerable.Range(0, Count).Select(s_kinds[kind])];
        var ascending = Enumerable.Range(0, Count).OrderBy(i => MagnitudeSelection.MagnitudeBits(values[i])).ThenBy(i => i).ToArray();
        foreach (var (density, gamma) in new[] { (0.5, 0.125), (0.875, 0.0), (0.25, 0.75) })
        {
            var (target, top) = ((int)(density * Count), (int)(gamma * Count));
            var kept = ascending[(Count - target - top)..(Count - top)].ToHashSet();

            Run(new Breadcrumbs(density, gamma, Rescale: false).Of(s_vector), values)
                .Should().Equal(values.Select((value, i) => kept.Contains(i) ? value : 0), $"density is {density} and gamma {gamma}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Sce_selects_what_sorting_selects(string kind)
    {
        float[] values = [.. Enumerable.Range(0, Count).Select(s_kinds[kind])];
        var vectors = new[] { values, s_normal };
        var variances = Enumerable.Range(0, Count).Select(i => Variance(values[i], s_normal[i])).ToArray();
        foreach (var share in new[] { 0.5, 0.01, 1.0 })
        {
            var keep = (int)(share * variances.Count(variance => variance != 0));
            var selected = Enumerable.Range(0, Count).OrderByDescending(i => MagnitudeSelection.MagnitudeBits(variances[i])).ThenBy(i => i)
                .Take(share == 1 ? Count : keep).ToHashSet();
            var squares = vectors.Select(vector => selected.Sum(i => (double)vector[i] * vector[i])).ToArray();
            float[] weights = [.. squares.Select(square => (float)(square / squares.Sum()))];

            var actual = Run(new Sce(share).Of(s_vector, new Subtract().Of(2, 0)), values, s_normal);

            for (var i = 0; i < Count; i++)
            {
                var expected = selected.Contains(i) ? Merged([values[i], s_normal[i]], weights) : 0;
                if (float.IsNaN(expected) != float.IsNaN(actual[i]) || Math.Abs(expected - actual[i]) > 1e-6f * Math.Abs(expected))
                    actual[i].Should().Be(expected, $"it is element {i} with the share {share}");
            }
        }
    }

    [Theory]
    [InlineData(Rows, Columns)]
    [InlineData(5, 50_000)]
    [InlineData(40_000, 5)]
    [InlineData(1000, 1)]
    public void Della_keeps_what_sorting_keeps(int rows, int columns)
    {
        const double Density = 0.4, Epsilon = 0.3;
        foreach (var kind in new[] { "like weights", "multiples, as of bfloat16", "few magnitudes", "infinities and NaN" })
        {
            float[] values = [.. Enumerable.Range(0, rows * columns).Select(s_kinds[kind])];
            var draws = new uint[values.Length];
            Philox.Fill(RandomStream.Key(5, s_vector.Context(new(DType.Float32, new TensorShape(rows, columns)), [new("base", "x"), new("donor0", "x")])), 0, draws);
            var expected = new float[values.Length];
            for (var row = 0; row < rows; row++)
            {
                var start = row * columns;
                var ascending = Enumerable.Range(start, columns).OrderBy(i => MagnitudeSelection.MagnitudeBits(values[i])).ThenBy(i => i);
                foreach (var (i, rank) in ascending.Select((i, rank) => (i, rank)))
                {
                    var probability = columns == 1 ? Density : Density - Epsilon + (2 * Epsilon * rank / (columns - 1));
                    expected[i] = draws[i] < probability * (1UL << 32) ? values[i] : 0;
                }
            }

            Run(new Della(Density, Epsilon, Seed: 5, Rescale: false).Of(s_vector), [rows, columns], values).Should().Equal(expected, kind);
        }
    }

    [Theory]
    [InlineData("like weights")]
    [InlineData("multiples, as of bfloat16")]
    [InlineData("one magnitude")]
    public void ArceeFusion_takes_what_is_above_the_quartiles_of_sorting(string kind)
    {
        float[] values = [.. Enumerable.Range(0, Count).Select(s_kinds[kind])];
        var importances = new float[Count];
        for (var row = 0; row < Rows; row++)
        {
            var (p, q) = (Softmax(values[(row * Columns)..((row + 1) * Columns)]), Softmax(new float[Columns]));
            var divergence = (float)Math.Max(0, p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum());
            for (var i = row * Columns; i < (row + 1) * Columns; i++)
                importances[i] = Math.Abs(values[i]) * divergence;
        }
        var sorted = importances.Order().ToArray();
        var (first, second, third) = (sorted[(Count - 1) / 4], sorted[(Count - 1) / 2], sorted[(int)(0.75 * (Count - 1))]);
        var threshold = second + (1.5f * (third - first));

        var actual = Run(new ArceeFusion().Of(0, 1), values);

        // At the threshold itself the last bit of a divergence decides.
        for (var i = 0; i < Count; i++)
        {
            if (Math.Abs(importances[i] - threshold) > 1e-5f * threshold && actual[i] != (importances[i] > threshold ? values[i] : 0))
                actual[i].Should().Be(importances[i] > threshold ? values[i] : 0, $"it is element {i}");
        }
    }

    static double[] Softmax(float[] values)
    {
        var largest = values.Max();
        var exponentials = values.Select(value => Math.Exp(value - largest)).ToArray();
        var sum = exponentials.Sum();
        return [.. exponentials.Select(value => (value / sum) + 1e-8)];
    }

    static float Variance(float first, float second)
    {
        var mean = (first + second) / 2;
        return (((first - mean) * (first - mean)) + ((second - mean) * (second - mean))) / 2;
    }

    static float Merged(float[] values, float[] weights)
    {
        var (sum, mixed, divisor) = (values.Sum(), 0f, 0f);
        for (var i = 0; i < values.Length; i++)
        {
            if (sum >= 0 ? values[i] > 0 : values[i] < 0)
                (mixed, divisor) = (mixed + (weights[i] * values[i]), divisor + weights[i]);
        }
        return mixed / Math.Max(divisor, 1e-6f);
    }

    static float[] Run(Sketch sketch, params float[][] vectors) => Run(sketch, [Rows, Columns], vectors);

    /// <summary>Runs an expression over a base of zeros and donors that are the vectors.</summary>
    static float[] Run(Sketch sketch, long[] shape, params float[][] vectors)
    {
        using var merge = new TestMerge();
        merge.Model("base", Tensor(shape, new float[vectors[0].Length]));
        for (var i = 0; i < vectors.Length; i++)
            merge.Model($"donor{i}", Tensor(shape, vectors[i]));
        merge.Run(sketch);
        return [.. merge.Result()["x"].ToDoubles().Select(value => (float)value)];
    }

    static Dictionary<string, PlainTensor> Tensor(long[] shape, float[] values) => new() { ["x"] = PlainTensor.F32(shape, values) };
}
