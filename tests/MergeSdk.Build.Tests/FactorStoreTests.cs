using MergeSdk.Graph.Plans;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Recipes;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>Factors are computed once, and whatever happens to what is kept of them, the result is that of a clean build.</summary>
public sealed class FactorStoreTests : IDisposable
{
    static readonly Sketch[] s_deltas = [new Subtract().Of(1, 0), new Subtract().Of(2, 0)];

    readonly TestMerge _merge = new();

    public FactorStoreTests()
    {
        foreach (var (name, seed) in new[] { ("base", 1), ("a", 2), ("b", 3) })
            Write(name, seed);
    }

    public static TheoryData<string> Methods => ["RegMean", "TsvMerge", "IsoC"];

    string Folder => _merge.Path("obj", "merge", "factors");

    public void Dispose() => _merge.Dispose();

    [Theory]
    [MemberData(nameof(Methods))]
    public void Another_parameter_computes_no_factor(string method)
    {
        var first = _merge.Run(Plan(method, 0.5));
        (first.FactorsComputed, first.FactorsReused).Should().Be((2, 0));
        Directory.EnumerateFiles(Folder).Should().HaveCount(2).And.OnlyContain(path => path.EndsWith(".bin"));

        var second = _merge.Run(Plan(method, 0.25));

        second.Merged.Should().Be(2);
        (second.FactorsComputed, second.FactorsReused).Should().Be((0, 2));
        EqualsCleanBuild(Plan(method, 0.25));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_changed_input_computes_its_factors_again_and_the_old_ones_are_removed(string method)
    {
        _merge.Run(Plan(method, 0.5));
        Write("b", seed: 3, changed: 9);

        var second = _merge.Run(Plan(method, 0.25));

        (second.FactorsComputed, second.FactorsReused).Should().Be((1, 1));
        Directory.EnumerateFiles(Folder).Should().HaveCount(2);
        EqualsCleanBuild(Plan(method, 0.25));
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("truncate")]
    [InlineData("empty")]
    [InlineData("swap")]
    public void A_damaged_factor_is_computed_again(string damage)
    {
        _merge.Run(Plan("RegMean", 0.5));
        string[] files = [.. Directory.EnumerateFiles(Folder)];
        var bytes = File.ReadAllBytes(files[0]);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(files[0], damage switch { "flip" => bytes, "truncate" => bytes[..^9], "empty" => [], _ => File.ReadAllBytes(files[1]) });

        var second = _merge.Run(Plan("RegMean", 0.25));

        (second.FactorsComputed, second.FactorsReused).Should().Be((1, 1));
        EqualsCleanBuild(Plan("RegMean", 0.25));
    }

    [Fact]
    public void A_factor_is_not_written_to_through_a_link()
    {
        _merge.Run(Plan("RegMean", 0.5));
        File.WriteAllText(_merge.Path("elsewhere"), "mine");
        foreach (var file in Directory.GetFiles(Folder))
        {
            File.Delete(file);
            File.CreateSymbolicLink(file + ".tmp", _merge.Path("elsewhere"));
        }

        _merge.Run(Plan("RegMean", 0.25)).FactorsComputed.Should().Be(2);

        File.ReadAllText(_merge.Path("elsewhere")).Should().Be("mine");
    }

    [Fact]
    public void Factors_that_no_plan_needs_are_removed()
    {
        _merge.Run(Plan("TsvMerge", 0.5));

        _merge.Run(TestMerge.TaskArithmetic(0.5, 0.5));

        Directory.Exists(Folder).Should().BeFalse();
    }

    [Fact]
    public void A_plan_with_factors_is_read_back_as_it_was()
    {
        Directory.CreateDirectory(_merge.State);
        foreach (string method in (string[])["RegMean", "TsvMerge", "IsoC"])
        {
            var path = _merge.Path("obj", "plan.json");
            TestMerge.Write(Plan(method, 0.5), path);

            MergePlanFile.Read(path, TestMerge.Methods).Nodes.Select(node => node.Digest).Should().Equal(Plan(method, 0.5).Nodes.Select(node => node.Digest));
        }
    }

    void Write(string name, int seed, int? changed = null) => _merge.Model(name, new Dictionary<string, PlainTensor>
    {
        ["x.weight"] = PlainTensor.Random("BF16", [30, 44], seed * 10),
        ["y.weight"] = PlainTensor.Random("BF16", [50, 20], changed ?? ((seed * 10) + 1)),
    });

    MergePlan Plan(string method, double parameter) => _merge.Plan(_ => new Add().Of(0, method switch
    {
        "RegMean" => TestMerge.RegMean(parameter, s_deltas),
        "TsvMerge" => new Linear([parameter]).Of(new TsvMerge().Of(s_deltas)),
        _ => new Linear([parameter]).Of(new IsoC().Of(TestMerge.Sum(s_deltas))),
    }));

    void EqualsCleanBuild(MergePlan plan)
    {
        var incremental = _merge.Artifact();
        Directory.Delete(_merge.Output, recursive: true);
        Directory.Delete(_merge.State, recursive: true);
        _merge.Run(plan);
        foreach (var (name, bytes) in _merge.Artifact())
            incremental[name].AsSpan().SequenceEqual(bytes).Should().BeTrue($"{name} must have the bytes of a clean build");
    }
}
