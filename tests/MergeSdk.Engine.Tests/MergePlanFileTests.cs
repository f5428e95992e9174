using MergeSdk.Engine.Methods;
using MergeSdk.TestModels;

namespace MergeSdk.Engine.Tests;

public class MergePlanFileTests
{
    [Fact]
    public void A_plan_reads_back_as_it_was_written()
    {
        using var merge = new TestMerge();
        merge.Model("a", new Dictionary<string, PlainTensor> { ["x"] = PlainTensor.F32([2], 1, 2), ["y"] = PlainTensor.F32([], 3) });
        merge.Model("b", new Dictionary<string, PlainTensor> { ["x"] = PlainTensor.F32([2], 3, 4), ["y"] = PlainTensor.F32([], 5) });
        var delta = new Subtract(new Input(1), new Input(0));
        Expression[] expressions =
        [
            new SignConsensus([new Trim(delta, 0.29, true), new Dare(delta, 0.1, -7, DareRescale.Density)], [1, 1e-300], false, -0.5),
            new Add(new Slerp(new Input(0), new Input(1), 1.0 / 3), new LowRank(new Input(0), new Input(1), 0.5, true)),
        ];
        var plan = merge.Plan(name => expressions[name == "x" ? 0 : 1]);
        plan = plan with { Seed = long.MinValue, Files = new PlannedFiles("a", [new ConfigEdit("/text_config/num_hidden_layers", "6")]) };
        var path = merge.Path("plan.json");

        MergePlanFile.WriteIfDifferent(plan, path).Should().BeTrue();
        MergePlanFile.WriteIfDifferent(plan, path).Should().BeFalse();
        var read = MergePlanFile.Read(path);

        MergePlanFile.WriteIfDifferent(read, path).Should().BeFalse();
        read.Expressions.Select(expression => expression.ToString()).Should().Equal(plan.Expressions.Select(expression => expression.ToString()));
        read.Tensors.Should().BeEquivalentTo(plan.Tensors);
        read.Seed.Should().Be(plan.Seed);
    }

    [Fact]
    public void A_plan_has_one_line_for_each_tensor_and_no_derived_property()
    {
        using var merge = new TestMerge();
        merge.Model("a", new Dictionary<string, PlainTensor> { ["x"] = PlainTensor.F32([2], 1, 2), ["y"] = PlainTensor.F32([], 3) });
        var path = merge.Path("plan.json");

        MergePlanFile.WriteIfDifferent(merge.Plan(_ => new WeightedSum([new Input(0)], [0.5])), path);

        var text = File.ReadAllText(path);
        text.Should().Contain("""{"op":"weightedSum","terms":[{"op":"input","index":0}],"weights":[0.5]}""");
        text.Should().Contain("\n{\"name\":\"x\",\"dtype\":\"F32\",\"shape\":[2],\"expression\":0,\"inputs\":[\"a\"],\"shard\":0},\n");
    }

    [Fact]
    public void A_plan_of_thousands_of_tensors_is_written_only_if_it_differs()
    {
        using var merge = new TestMerge();
        merge.Model("a", Enumerable.Range(0, 5000).ToDictionary(i => $"layers.{i}.weight", _ => PlainTensor.F32([1], 1)));
        var plan = merge.Plan(_ => new Input(0));
        var path = merge.Path("plan.json");

        MergePlanFile.WriteIfDifferent(plan, path).Should().BeTrue();
        MergePlanFile.WriteIfDifferent(plan, path).Should().BeFalse();
        MergePlanFile.WriteIfDifferent(plan with { Seed = plan.Seed + 1 }, path).Should().BeTrue();
        MergePlanFile.WriteIfDifferent(plan with { Tensors = [.. plan.Tensors.SkipLast(1), plan.Tensors[^1] with { Name = "layers.4999.wei9ht" }] }, path).Should().BeTrue();

        MergePlanFile.Read(path).Tensors[^1].Name.Should().Be("layers.4999.wei9ht");
        File.Exists(path + ".tmp").Should().BeFalse();
    }

    [Fact]
    public void Something_else_is_refused()
    {
        using var merge = new TestMerge();
        File.WriteAllText(merge.Path("plan.json"), "{ \"version\": 99 }");

        var read = () => MergePlanFile.Read(merge.Path("plan.json"));

        read.Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle(diagnostic => diagnostic.Code == DiagnosticCodes.NotAPlan);
    }
}
