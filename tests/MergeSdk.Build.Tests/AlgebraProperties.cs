using FsCheck;
using FsCheck.Fluent;
using MergeSdk.Recipes;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>What must hold for any finite inputs. A case is a pair of tensors; many are merged at once, since a merge costs more than its arithmetic here.</summary>
public class AlgebraProperties
{
    static readonly Gen<float[]> s_values =
        Gen.ArrayOf(Gen.Choose(-1_000_000, 1_000_000).Select(value => value / 65_536f), 37);

    static readonly Gen<(float[] First, float[] Second)[]> s_cases =
        Gen.ArrayOf(Gen.Zip(s_values, s_values).Select(pair => (pair.Item1, pair.Item2)), 40);

    static readonly Sketch s_delta = new Subtract().Of(1, 0);

    [Fact]
    public void Slerp_begins_at_the_first_and_ends_at_the_second() => ForAll(merge =>
        merge(new Slerp(0).Of(0, 1)).All(result => Close(result.Values, result.First))
        && merge(new Slerp(1).Of(0, 1)).All(result => Close(result.Values, result.Second)));

    [Fact]
    public void A_whole_task_vector_leads_to_the_donor() => ForAll(merge =>
        merge(new Add().Of(0, s_delta)).All(result => Close(result.Values, result.Second)));

    [Fact]
    public void Density_one_is_the_identity() => ForAll(merge =>
        Same(merge(new Trim(1, true).Of(s_delta)), merge(s_delta)) && Same(merge(new Dare(1, 5, DareRescale.None).Of(s_delta)), merge(s_delta)));

    [Fact]
    public void Consensus_of_one_term_is_that_term() => ForAll(merge =>
        merge(new Ties([0.7], true, 1).Of(s_delta)).All(result => Close(result.Values, [.. result.Second.Zip(result.First, (x, b) => x - b)])));

    [Fact]
    public void The_order_of_two_terms_does_not_matter() => ForAll(merge =>
        Same(
            merge(new Ties([0.7, 0.2], true, 1).Of(s_delta, new Trim(0.5, false).Of(s_delta))),
            merge(new Ties([0.2, 0.7], true, 1).Of(new Trim(0.5, false).Of(s_delta), s_delta)))
        && Same(merge(new Linear([0.3, 0.7]).Of(0, 1)), merge(new Linear([0.7, 0.3]).Of(1, 0))));

    [Fact]
    public void A_trimmed_vector_has_at_most_the_floor_of_its_share() => ForAll(merge =>
        merge(new Trim(0.29, false).Of(s_delta)).All(result => result.Values.Count(value => value != 0) <= 10));

    [Fact]
    public void The_order_of_donors_does_not_matter_where_the_mathematics_says_so() => ForAll(merge =>
    {
        Sketch other = new Subtract().Of(0, 1);
        Func<Sketch, Sketch, Sketch>[] symmetric =
        [
            (a, b) => new ModelStock(false).Of(a, b),
            (a, b) => new Karcher([0.5, 0.5], 10, 1e-5).Of(a, b),
            (a, b) => new MultiSlerp([0.5, 0.5], true, 1e-8).Of(a, b),
            (a, b) => new Sce(0.5).Of(a, b),
            (a, b) => new Ram(0.1, 0.1, 0.2).Of(a, b),
        ];
        var trimmed = new Trim(0.5, false).Of(s_delta);
        return symmetric.All(method => Near(merge(method(other, trimmed)), merge(method(trimmed, other))));
    });

    [Fact]
    public void One_donor_of_weight_one_is_that_donor() => ForAll(merge =>
        Near(merge(new MultiSlerp([1], true, 1e-8).Of(s_delta)), merge(s_delta))
        && Near(merge(new Karcher([1], 10, 1e-5).Of(s_delta)), merge(s_delta))
        && Near(merge(new Sce(1).Of(s_delta)), merge(s_delta))
        && Same(merge(new MagMax().Of(s_delta)), merge(s_delta)));

    [Fact]
    public void A_density_of_one_keeps_everything_but_the_outliers() => ForAll(merge =>
        Same(merge(new Breadcrumbs(1, 0, true).Of(s_delta)), merge(s_delta)));

    static void ForAll(Func<Func<Sketch, IReadOnlyList<Result>>, bool> property) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(4),
            Prop.ForAll(s_cases.ToArbitrary(), cases =>
            {
                using var merge = new TestMerge();
                merge.Model("a", Tensors(cases.Select(pair => pair.First)));
                merge.Model("b", Tensors(cases.Select(pair => pair.Second)));
                return property(expression =>
                {
                    merge.Run(expression);
                    var results = merge.Result();
                    return [.. cases.Select((pair, i) => new Result(pair.First, pair.Second, results[$"t{i}"].ToDoubles()))];
                });
            }));

    static Dictionary<string, PlainTensor> Tensors(IEnumerable<float[]> values) =>
        values.Select((tensor, i) => (tensor, i)).ToDictionary(entry => $"t{entry.i}", entry => PlainTensor.F32([entry.tensor.Length], entry.tensor));

    static bool Same(IReadOnlyList<Result> left, IReadOnlyList<Result> right) => left.Zip(right).All(pair => pair.First.Values.SequenceEqual(pair.Second.Values));

    static bool Near(IReadOnlyList<Result> left, IReadOnlyList<Result> right) =>
        left.Zip(right).All(pair => Close(pair.First.Values, [.. pair.Second.Values.Select(value => (float)value)]));

    static bool Close(double[] actual, float[] expected) => actual.Zip(expected, (a, e) => Math.Abs(a - e) <= 1e-5 * Math.Max(1, Math.Abs(e))).All(close => close);

    sealed record Result(float[] First, float[] Second, double[] Values);
}
