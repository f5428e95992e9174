using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Recipes;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>Every method on tensors that divide by zero, overflow or have no second element gives finite numbers, or says why it cannot.</summary>
public class EdgeCaseTests
{
    static readonly Sketch[] s_vectors = [.. Enumerable.Range(1, 3).Select(i => new Subtract().Of(i, 0))];
    static readonly Sketch[] s_models = [1, 2, 3];
    static readonly Numbers s_weights = [0.5, 0.2, 0.9];

    static readonly Dictionary<string, Sketch> s_methods = new()
    {
        ["linear"] = new Linear(s_weights).Of(s_models),
        ["slerp"] = new Slerp(0.3).Of(s_models[0], s_models[1]),
        ["nuslerp"] = new NuSlerp(0.3, VectorAxis.Whole).Of(s_models[0], s_models[1]),
        ["nuslerp rows"] = new NuSlerp(0.3, VectorAxis.Last).Of(s_models[0], s_models[1]),
        ["nuslerp columns"] = new NuSlerp(0.3, VectorAxis.First).Of(s_models[0], s_models[1]),
        ["nuslerp of vectors"] = new Add().Of(0, new NuSlerp(0.3, VectorAxis.Last).Of(s_vectors[0], s_vectors[1])),
        ["multislerp"] = new MultiSlerp(s_weights, true, 1e-8).Of(s_models),
        ["karcher"] = new Karcher(s_weights, 10, 1e-5).Of(s_models),
        ["trim"] = new Trim(0.3, true).Of(s_vectors[0]),
        ["ties"] = new Add().Of(0, new Ties(s_weights, true, 1).Of(s_vectors)),
        ["dare"] = new Dare(0.5, 1, DareRescale.Magnitude).Of(s_vectors[0]),
        ["breadcrumbs"] = new Breadcrumbs(0.6, 0.1, true).Of(s_vectors[0]),
        ["breadcrumbs of the model"] = new BreadcrumbsOfModel(true).Of(
            s_vectors[0], new BreadcrumbsLargest(0.6, 0.1, false, 1).Of(s_vectors[0]), new BreadcrumbsLargest(0.6, 0.1, true, 2).Of(s_vectors[0])),
        ["della"] = new Della(0.5, 0.15, 1, true).Of(s_vectors[0]),
        ["model stock"] = new ModelStock(false).Of(s_vectors),
        ["model stock by rows"] = new ModelStock(true).Of(s_vectors),
        ["nearswap"] = new NearSwap(0.01).Of(s_vectors[0]),
        ["sce"] = new Sce(0.5).Of(s_vectors),
        ["sce of the model"] = new SceOfModel().Of([.. s_vectors, new SceSelection(0.5, 1).Of(new Variance().Of(s_vectors))]),
        ["arcee fusion"] = new ArceeFusion().Of(0, 1),
        ["ram"] = new Ram(1e-5, 0, 0).Of(s_vectors),
        ["ram plus"] = new Ram(1e-5, 0.1, 0.2).Of(s_vectors),
        ["magmax"] = new MagMax().Of(s_vectors),
        ["regmean"] = new Add().Of(0, TestMerge.RegMean(1e-3, s_vectors)),
        ["tsv merge"] = new Add().Of(0, new TsvMerge().Of(s_vectors)),
        ["iso-c"] = new Add().Of(0, new IsoC().Of(TestMerge.Sum(s_vectors))),
    };

    static readonly Dictionary<string, PlainTensor[]> s_tensors = new()
    {
        ["all zero"] = Four([3, 5], _ => 0, _ => 0),
        ["donors equal to the base"] = Four([3, 5], i => i, i => i),
        ["one element"] = Four([1], _ => 1, _ => 2),
        ["a scalar"] = Four([], _ => 1, _ => -1),
        ["one element a row"] = Four([4, 1], i => i, i => -i),
        ["constant"] = Four([4, 4], _ => 1, _ => 3),
        ["antiparallel"] = Four([4, 4], i => i + 1, i => -i - 1),
        ["extreme"] = Four([4, 4], i => i % 2 == 0 ? 1e37f : -1e37f, i => i % 3 == 0 ? -1e37f : 1e-42f),
        ["tiny"] = Four([4, 4], i => i * 1e-44f, i => 1e-40f),
        ["empty"] = Four([0, 4], _ => 0, _ => 0),
    };

    /// <summary>Where there is no result: a mean of directions of no length.</summary>
    static readonly HashSet<(string Method, string Tensor)> s_undefined = [("multislerp", "all zero"), ("multislerp", "tiny"), ("multislerp", "empty")];

    /// <summary>Methods that take other operands or code, and the tests of their edge cases.</summary>
    static readonly Dictionary<Type, string> s_elsewhere = new()
    {
        [typeof(LowRank)] = nameof(MethodTests.LowRank_of_nothing_or_of_huge_factors_is_the_product),
        [typeof(UserMethod)] = nameof(UserMethodTests.The_function_is_given_tiles_and_fills_one_of_zeros),
    };

    public static TheoryData<string> Methods => [.. s_methods.Keys];

    [Fact]
    public void Every_method_has_its_edge_cases()
    {
        using var merge = Create();
        var listed = s_methods.Values.SelectMany(sketch => merge.Plan(_ => sketch).Nodes).Select(node => node.Method.GetType());

        listed.Concat(s_elsewhere.Keys).Distinct().Should().BeEquivalentTo(TestMerge.Methods.Methods.Select(method => method.Type));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Results_are_finite_or_the_error_is_clear(string method)
    {
        using var merge = Create();
        foreach (var name in s_tensors.Keys)
        {
            // One tensor at a time, the others copied: an error names the tensor it is about.
            var plan = merge.Plan(tensor => tensor == name ? s_methods[method] : 0);
            if (s_undefined.Contains((method, name)))
            {
                merge.Invoking(merge => merge.Run(plan)).Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle()
                    .Which.Should().Match<Diagnostic>(diagnostic => diagnostic.Code == DiagnosticCodes.MethodUndefined && diagnostic.Message.Contains(name));
                continue;
            }
            merge.Run(plan);
            var result = merge.Result()[name].ToDoubles();
            result.Should().HaveCount(s_tensors[name][0].ToDoubles().Length);
            result.Should().NotContain(value => !double.IsFinite(value), $"{method} of a tensor that is {name} is finite");
            if (name == "all zero")
                result.Should().OnlyContain(value => value == 0, $"{method} of zeros is zero");
        }
    }

    static TestMerge Create()
    {
        var merge = new TestMerge();
        for (var i = 0; i < 4; i++)
            merge.Model(i == 0 ? "base" : $"donor{i}", s_tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value[i]));
        return merge;
    }

    static PlainTensor[] Four(long[] shape, Func<int, float> first, Func<int, float> others)
    {
        var count = (int)shape.Aggregate(1L, (product, dimension) => product * dimension);
        return [.. Enumerable.Range(0, 4).Select(model => PlainTensor.F32(shape, [.. Enumerable.Range(0, count).Select(i => model == 0 ? first(i) : others(i) * (model == 3 ? -1 : 1))]))];
    }
}
