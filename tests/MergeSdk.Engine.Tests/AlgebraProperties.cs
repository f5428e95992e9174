using FsCheck;
using FsCheck.Fluent;
using MergeSdk.Engine.Methods;
using MergeSdk.TestModels;

namespace MergeSdk.Engine.Tests;

/// <summary>What must hold for any finite inputs. A case is a pair of tensors; many are merged at once, since a merge costs more than its arithmetic here.</summary>
public class AlgebraProperties
{
    static readonly Gen<float[]> s_values =
        Gen.ArrayOf(Gen.Choose(-1_000_000, 1_000_000).Select(value => value / 65_536f), 37);

    static readonly Gen<(float[] First, float[] Second)[]> s_cases =
        Gen.ArrayOf(Gen.Zip(s_values, s_values).Select(pair => (pair.Item1, pair.Item2)), 40);

    static readonly Expression s_delta = new Subtract(new Input(1), new Input(0));

    [Fact]
    public void Slerp_begins_at_the_first_and_ends_at_the_second() => ForAll(merge =>
        merge(new Slerp(new Input(0), new Input(1), 0)).All(result => Close(result.Values, result.First))
        && merge(new Slerp(new Input(0), new Input(1), 1)).All(result => Close(result.Values, result.Second)));

    [Fact]
    public void A_whole_task_vector_leads_to_the_donor() => ForAll(merge =>
        merge(new Add(new Input(0), s_delta)).All(result => Close(result.Values, result.Second)));

    [Fact]
    public void Density_one_is_the_identity() => ForAll(merge =>
        Same(merge(new Trim(s_delta, 1, true)), merge(s_delta)) && Same(merge(new Dare(s_delta, 1, 5, DareRescale.None)), merge(s_delta)));

    [Fact]
    public void Consensus_of_one_term_is_that_term() => ForAll(merge =>
        merge(new SignConsensus([s_delta], [0.7], true, 1)).All(result => Close(result.Values, [.. result.Second.Zip(result.First, (x, b) => x - b)])));

    [Fact]
    public void The_order_of_two_terms_does_not_matter() => ForAll(merge =>
        Same(
            merge(new SignConsensus([s_delta, new Trim(s_delta, 0.5, false)], [0.7, 0.2], true, 1)),
            merge(new SignConsensus([new Trim(s_delta, 0.5, false), s_delta], [0.2, 0.7], true, 1)))
        && Same(merge(new WeightedSum([new Input(0), new Input(1)], [0.3, 0.7])), merge(new WeightedSum([new Input(1), new Input(0)], [0.7, 0.3]))));

    [Fact]
    public void A_trimmed_vector_has_at_most_the_floor_of_its_share() => ForAll(merge =>
        merge(new Trim(s_delta, 0.29, false)).All(result => result.Values.Count(value => value != 0) <= 10));

    [Fact]
    public void The_order_of_donors_does_not_matter_where_the_mathematics_says_so() => ForAll(merge =>
    {
        Expression other = new Subtract(new Input(0), new Input(1));
        Func<Expression, Expression, Expression>[] symmetric =
        [
            (a, b) => new ModelStock([a, b], false),
            (a, b) => new Karcher([a, b], [0.5, 0.5], 10, 1e-5),
            (a, b) => new MultiSlerp([a, b], [0.5, 0.5], true, 1e-8),
            (a, b) => new Sce([a, b], 0.5),
            (a, b) => new Ram([a, b], 0.1, 0.1, 0.2),
        ];
        var trimmed = new Trim(s_delta, 0.5, false);
        return symmetric.All(method => Near(merge(method(other, trimmed)), merge(method(trimmed, other))));
    });

    [Fact]
    public void One_donor_of_weight_one_is_that_donor() => ForAll(merge =>
        Near(merge(new MultiSlerp([s_delta], [1], true, 1e-8)), merge(s_delta))
        && Near(merge(new Karcher([s_delta], [1], 10, 1e-5)), merge(s_delta))
        && Near(merge(new Sce([s_delta], 1)), merge(s_delta))
        && Same(merge(new MagMax([s_delta])), merge(s_delta)));

    [Fact]
    public void A_density_of_one_keeps_everything_but_the_outliers() => ForAll(merge =>
        Same(merge(new Breadcrumbs(s_delta, 1, 0, true)), merge(s_delta)));

    static void ForAll(Func<Func<Expression, IReadOnlyList<Result>>, bool> property) =>
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
