using MergeSdk.Engine.Methods;
using MergeSdk.TestModels;

namespace MergeSdk.Engine.Tests;

/// <summary>Every method on tensors that divide by zero, overflow or have no second element gives finite numbers, or says why it cannot.</summary>
public class EdgeCaseTests
{
    static readonly Expression[] s_vectors = [.. Enumerable.Range(1, 3).Select(i => new Subtract(new Input(i), new Input(0)))];
    static readonly Expression[] s_models = [new Input(1), new Input(2), new Input(3)];
    static readonly double[] s_weights = [0.5, 0.2, 0.9];

    static readonly Dictionary<string, Expression> s_methods = new()
    {
        ["linear"] = new WeightedSum(s_models, s_weights),
        ["slerp"] = new Slerp(s_models[0], s_models[1], 0.3),
        ["nuslerp"] = new NuSlerp(s_models[0], s_models[1], 0.3, VectorAxis.Whole),
        ["nuslerp rows"] = new NuSlerp(s_models[0], s_models[1], 0.3, VectorAxis.Last),
        ["nuslerp columns"] = new NuSlerp(s_models[0], s_models[1], 0.3, VectorAxis.First),
        ["nuslerp of vectors"] = new Add(new Input(0), new NuSlerp(s_vectors[0], s_vectors[1], 0.3, VectorAxis.Last)),
        ["multislerp"] = new MultiSlerp(s_models, s_weights, true, 1e-8),
        ["karcher"] = new Karcher(s_models, s_weights, 10, 1e-5),
        ["trim"] = new Trim(s_vectors[0], 0.3, true),
        ["ties"] = new Add(new Input(0), new SignConsensus(s_vectors, s_weights, true, 1)),
        ["dare"] = new Dare(s_vectors[0], 0.5, 1, DareRescale.Magnitude),
        ["breadcrumbs"] = new Breadcrumbs(s_vectors[0], 0.6, 0.1, true),
        ["della"] = new Della(s_vectors[0], 0.5, 0.15, 1, true),
        ["model stock"] = new ModelStock(s_vectors, false),
        ["model stock by rows"] = new ModelStock(s_vectors, true),
        ["nearswap"] = new NearSwap(s_vectors[0], 0.01),
        ["sce"] = new Sce(s_vectors, 0.5),
        ["arcee fusion"] = new ArceeFusion(new Input(0), new Input(1)),
        ["ram"] = new Ram(s_vectors, 1e-5, 0, 0),
        ["ram plus"] = new Ram(s_vectors, 1e-5, 0.1, 0.2),
        ["magmax"] = new MagMax(s_vectors),
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

    public static TheoryData<string> Methods => [.. s_methods.Keys];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Results_are_finite_or_the_error_is_clear(string method)
    {
        using var merge = new TestMerge();
        for (var i = 0; i < 4; i++)
            merge.Model(i == 0 ? "base" : $"donor{i}", s_tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value[i]));
        foreach (var name in s_tensors.Keys)
        {
            // One tensor at a time, the others copied: an error names the tensor it is about.
            var plan = merge.Plan(tensor => tensor == name ? s_methods[method] : new Input(0));
            try
            {
                merge.Run(plan);
                merge.Result()[name].ToDoubles().All(double.IsFinite).Should().BeTrue($"{method} of a tensor that is {name} should be finite");
            }
            catch (MergeException e)
            {
                e.Diagnostics.Should().OnlyContain(diagnostic => diagnostic.Code == DiagnosticCodes.MethodUndefined && diagnostic.Message.Contains(name));
            }
        }
    }

    static PlainTensor[] Four(long[] shape, Func<int, float> first, Func<int, float> others)
    {
        var count = (int)shape.Aggregate(1L, (product, dimension) => product * dimension);
        return [.. Enumerable.Range(0, 4).Select(model => PlainTensor.F32(shape, [.. Enumerable.Range(0, count).Select(i => model == 0 ? first(i) : others(i) * (model == 3 ? -1 : 1))]))];
    }
}
