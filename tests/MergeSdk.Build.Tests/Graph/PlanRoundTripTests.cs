using System.Text.Json.Nodes;
using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Recipes;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests.Graph;

/// <summary>A plan that was written and read is the plan, and what is not a plan is refused.</summary>
public sealed class PlanRoundTripTests : IDisposable
{
    readonly TestMerge _merge = new();

    public PlanRoundTripTests()
    {
        foreach (var (model, seed) in new[] { ("base", 1), ("a", 2), ("b", 3) })
        {
            _merge.Model(model, new Dictionary<string, PlainTensor>
            {
                ["w"] = PlainTensor.Random("BF16", [40, 30], seed),
                ["x"] = PlainTensor.Random("F32", [120], seed + 10),
            });
        }
    }

    public static TheoryData<string> Methods => [.. MethodExamples.Names];

    string PlanFile => _merge.Path("plan.json");

    public void Dispose() => _merge.Dispose();

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_method_is_read_back_with_every_value_of_its_parameters(string name)
    {
        var table = new NodeTable();
        Node[] roots = [.. MethodExamples.Variants(name).Select(variant => variant.Method).Prepend(MethodExamples.Of(name)).Select(method => MethodExamples.Apply(method, table))];
        var plan = PlanOf(table, roots);

        var read = WriteAndRead(plan);

        read.Nodes.Select(node => node.Digest).Should().Equal(plan.Nodes.Select(node => node.Digest));
        read.Nodes.Select(node => node.Method).Should().Equal(plan.Nodes.Select(node => node.Method));
        read.Tensors.Select(tensor => tensor.Node.Digest).Should().Equal(roots.Select(root => root.Digest));
        TestMerge.Write(read, PlanFile).Should().BeFalse("it is the same text again");
    }

    [Fact]
    public void A_plan_that_was_read_makes_the_same_artifact()
    {
        var (a, b) = (new Subtract().Of(1, 0), new Subtract().Of(2, 0));
        var trimmed = new Trim(0.3, Rescale: true, Group: 1).Of(a);
        var drawn = new Dare(0.5, -7, DareRescale.Density).Of(b);
        var sketch = new Slerp(1.0 / 3).Of(
            new Add().Of(0, new Ties([0.7, 1e-3, -0.1], false, 0.9).Of(trimmed, drawn, new Della(0.5, 0.1, 3).Of(a))),
            new Add().Of(0, TestMerge.RegMean(1e-2, a, b)));
        var plan = _merge.Plan(_ => sketch);
        _merge.Run(plan);
        var expected = _merge.Artifact();
        Directory.Delete(_merge.Output, recursive: true);
        Directory.Delete(_merge.State, recursive: true);

        _merge.Run(WriteAndRead(plan)).Merged.Should().Be(2);

        var actual = _merge.Artifact();
        actual.Keys.Should().BeEquivalentTo(expected.Keys);
        foreach (var (file, bytes) in expected)
            actual[file].AsSpan().SequenceEqual(bytes).Should().BeTrue(file);
        _merge.Run(plan).Merged.Should().Be(0, "keys do not depend on where a plan comes from");
    }

    [Theory]
    [InlineData("the method 'slarp', which is not known here", """{"op":"slarp","t":0.5,"operands":[0,1]}""")]
    [InlineData("version 2 of the method 'slerp', which is here in version 1", """{"op":"slerp","version":2,"t":0.5,"operands":[0,1]}""")]
    [InlineData("version 1 of the method 'sce', which is here in version 2", """{"op":"sce","selectTopK":0.5,"operands":[0,1]}""")]
    [InlineData("the method 'slerp' lacks its parameter t", """{"op":"slerp","operands":[0,1]}""")]
    [InlineData("the method 'ties' lacks its parameter weights", """{"op":"ties","normalize":true,"operands":[0,1]}""")]
    [InlineData("the element type 'F33', which is not known here", """{"op":"input","index":0,"stored":["F33",4]}""")]
    [InlineData("this is not a plan of this version of MergeSdk", """{"op":"slerp","t":0.5,"operands":[0,9]}""")]
    [InlineData("this is not a plan of this version of MergeSdk", """{"op":"slerp","t":0.5,"operands":[0,-1]}""")]
    [InlineData("this is not a plan of this version of MergeSdk", """{"op":"slerp","t":0.5,"operands":[0,3]}""")]
    [InlineData(". Delete it", """{"op":"slerp","t":0.5,"operands":[0,0.5]}""")]
    [InlineData("this is not a plan of this version of MergeSdk", """{"op":"slerp","t":0.5,"operands":0}""")]
    [InlineData("this is not a plan of this version of MergeSdk", """{"op":"slerp","t":"0.5","operands":[0,1]}""")]
    [InlineData(". Delete it", """{"op":"dare","density":0.5,"seed":1.5,"operands":[0]}""")]
    [InlineData("this is not a plan of this version of MergeSdk", """{"op":"define","name":null,"code":"1","parameters":[],"operands":[0]}""")]
    [InlineData("this is not a plan of this version of MergeSdk", """null""")]
    [InlineData("this is not a plan of this version of MergeSdk", """{"op":"dare","density":0.5,"seed":1,"rescale":"Much","operands":[0]}""")]
    [InlineData("this is not a plan of this version of MergeSdk", """{"t":0.5,"operands":[0,1]}""")]
    [InlineData("this is not a plan of this version of MergeSdk", """["slerp"]""")]
    [InlineData("this is not a plan of this version of MergeSdk", """{"op":"slerp","t":0.5,"operands":[0,1]""")]
    public void A_step_that_is_not_understood_is_refused_in_one_line(string expected, string step)
    {
        // Steps 0 to 2 are the inputs and step 3 is this one.
        TestMerge.Write(_merge.Plan(_ => new Slerp(0.5).Of(0, 1)), PlanFile);
        var good = """{"op":"slerp","t":0.5,"operands":[0,1]}""";
        File.ReadAllText(PlanFile).Should().Contain(good);
        File.WriteAllText(PlanFile, File.ReadAllText(PlanFile).Replace(good, step, StringComparison.Ordinal));

        Refusal().Should().Contain(expected);
    }

    [Theory]
    [InlineData("version", "1")]
    [InlineData("version", "null")]
    [InlineData("tensors", "[{\"name\":\"w\",\"dtype\":\"F32\",\"shape\":[2],\"node\":99,\"inputs\":[\"a\"],\"shard\":0}]")]
    [InlineData("tensors", "[{\"name\":\"w\",\"dtype\":\"F32\",\"shape\":[2],\"node\":-1,\"inputs\":[\"a\"],\"shard\":0}]")]
    [InlineData("tensors", "[{\"name\":\"w\",\"dtype\":\"F33\",\"shape\":[2],\"node\":0,\"inputs\":[\"a\"],\"shard\":0}]")]
    [InlineData("tensors", "[{\"name\":\"w\",\"dtype\":\"F32\",\"shape\":[-2],\"node\":0,\"inputs\":[\"a\"],\"shard\":0}]")]
    [InlineData("nodes", "{}")]
    [InlineData("tensors", "null")]
    public void A_plan_with_another_value_in_a_place_is_refused_in_one_line(string property, string value)
    {
        TestMerge.Write(_merge.Plan(_ => 0), PlanFile);
        var plan = JsonNode.Parse(File.ReadAllText(PlanFile))!;
        plan[property] = JsonNode.Parse(value);
        File.WriteAllText(PlanFile, plan.ToJsonString());

        Refusal().Should().Contain("this is not a plan of this version of MergeSdk");
    }

    string Refusal()
    {
        var read = () => MergePlanFile.Read(PlanFile, TestMerge.Methods);
        var text = read.Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle().Which.ToString();
        text.Should().StartWith($"{PlanFile}: error MERGE4006: ").And.EndWith(". Delete it and build again.").And.NotContain("\n");
        return text;
    }

    MergePlan WriteAndRead(MergePlan plan)
    {
        TestMerge.Write(plan, PlanFile);
        return MergePlanFile.Read(PlanFile, TestMerge.Methods);
    }

    /// <summary>A plan with a tensor for each root.</summary>
    MergePlan PlanOf(NodeTable table, Node[] roots) => _merge.Plan(_ => 0) with
    {
        Nodes = table.Nodes,
        Tensors = [.. roots.Select((root, i) => new PlannedTensor($"t{i}", root.Type.DType, root.Type.Shape, root, [new("base", "w"), new("a", "w")], 0))],
    };
}
