using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Recipes;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Tensors;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

public class MergePlanFileTests
{
    [Fact]
    public void A_plan_reads_back_as_it_was_written()
    {
        using var merge = new TestMerge();
        merge.Model("a", new Dictionary<string, PlainTensor> { ["x"] = PlainTensor.F32([2], 1, 2), ["y"] = PlainTensor.F32([], 3) });
        merge.Model("b", new Dictionary<string, PlainTensor> { ["x"] = PlainTensor.F32([2], 3, 4), ["y"] = PlainTensor.F32([], 5) });
        var delta = new Subtract().Of(1, 0);
        Sketch[] sketches =
        [
            new Ties([1, 1e-300], false, -0.5).Of(new Trim(0.29, true).Of(delta), new Dare(0.1, -7, DareRescale.Density).Of(delta)),
            new Add().Of(new Slerp(1.0 / 3).Of(0, 1), new LowRank(0.5, true, new TensorType(DType.Float32, [])).Of(0, 1)),
        ];
        var plan = merge.Plan(name => sketches[name == "x" ? 0 : 1]);
        plan = plan with { Seed = long.MinValue, Files = new PlannedFiles("a", [new ConfigEdit("/text_config/num_hidden_layers", "6")]) };
        var path = merge.Path("plan.json");

        TestMerge.Write(plan, path).Should().BeTrue();
        TestMerge.Write(plan, path).Should().BeFalse();
        var read = MergePlanFile.Read(path, TestMerge.Methods);

        TestMerge.Write(read, path).Should().BeFalse();
        read.Nodes.Select(node => node.Digest).Should().Equal(plan.Nodes.Select(node => node.Digest));
        read.Tensors.Select(tensor => tensor.Node.Digest).Should().Equal(plan.Tensors.Select(tensor => tensor.Node.Digest));
        read.Tensors.Should().BeEquivalentTo(plan.Tensors, options => options.Excluding(tensor => tensor.Node));
        read.Seed.Should().Be(plan.Seed);
    }

    [Fact]
    public void A_plan_has_one_line_for_each_tensor_and_no_derived_property()
    {
        using var merge = new TestMerge();
        merge.Model("a", new Dictionary<string, PlainTensor> { ["x"] = PlainTensor.F32([2], 1, 2), ["y"] = PlainTensor.F32([], 3) });
        var path = merge.Path("plan.json");

        TestMerge.Write(merge.Plan(_ => new Linear([0.5]).Of(0)), path);

        var text = File.ReadAllText(path);
        text.Should().Contain("""
            {"op":"input","index":0,"stored":["F32",2]},
            {"op":"linear","weights":[0.5],"operands":[0]},

            """.ReplaceLineEndings("\n"));
        text.Should().Contain("\n{\"name\":\"x\",\"dtype\":\"F32\",\"shape\":[2],\"node\":1,\"inputs\":[\"a\"],\"shard\":0},\n");
    }

    [Fact]
    public void A_plan_of_thousands_of_tensors_is_written_only_if_it_differs()
    {
        using var merge = new TestMerge();
        merge.Model("a", Enumerable.Range(0, 5000).ToDictionary(i => $"layers.{i}.weight", _ => PlainTensor.F32([1], 1)));
        var plan = merge.Plan(_ => 0);
        var path = merge.Path("plan.json");

        TestMerge.Write(plan, path).Should().BeTrue();
        TestMerge.Write(plan, path).Should().BeFalse();
        TestMerge.Write(plan with { Seed = plan.Seed + 1 }, path).Should().BeTrue();
        TestMerge.Write(plan with { Tensors = [.. plan.Tensors.SkipLast(1), plan.Tensors[^1] with { Name = "layers.4999.wei9ht" }] }, path).Should().BeTrue();

        MergePlanFile.Read(path, TestMerge.Methods).Tensors[^1].Name.Should().Be("layers.4999.wei9ht");
        File.Exists(path + ".tmp").Should().BeFalse();
    }

    [Fact]
    public void Something_else_is_refused()
    {
        using var merge = new TestMerge();
        File.WriteAllText(merge.Path("plan.json"), "{ \"version\": 99 }");

        var read = () => MergePlanFile.Read(merge.Path("plan.json"), TestMerge.Methods);

        read.Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle(diagnostic => diagnostic.Code == DiagnosticCodes.NotAPlan);
    }
}
