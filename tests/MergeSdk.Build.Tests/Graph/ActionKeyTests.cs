using MergeSdk.Build.Incremental;
using MergeSdk.Build.Session;
using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Recipes;
using MergeSdk.Tensors;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests.Graph;

/// <summary>A key of which one part differs is another key, and says which part it is.</summary>
public class ActionKeyTests
{
    static readonly TensorType s_type = new(DType.BFloat16, new TensorShape(4, 6));

    static readonly ActionKey s_key = new(
        new ContentHash(1, 1), "#0 + 0.5 * (#1 - #0)", "add/1 linear/1 subtract/1", s_type,
        [new("Base", "w", s_type, new ContentHash(2, 2)), new("code", "w", s_type, new ContentHash(3, 3), Named: true)],
        "groups");

    static readonly Dictionary<string, (ActionKey Key, string? Difference)> s_changes = new()
    {
        ["nothing"] = (s_key with { Inputs = [.. s_key.Inputs] }, null),
        ["computation and text"] = (
            s_key with { Computation = new(1, 2), Text = "#0 + 0.6 * (#1 - #0)" }, "expression: Base + 0.5 * (code - Base) → Base + 0.6 * (code - Base)"),
        ["computation and methods"] = (
            s_key with { Computation = new(1, 2), Methods = "add/1 linear/2 subtract/1" }, "method: add/1 linear/1 subtract/1 → add/1 linear/2 subtract/1"),
        ["computation alone"] = (
            s_key with { Computation = new(1, 2) },
            $"expression: Base + 0.5 * (code - Base) has another digest, {new ContentHash(1, 1)} → {new ContentHash(1, 2)}"),
        ["text alone"] = (s_key with { Text = "Base and half of code's task vector" }, null),
        ["methods alone"] = (s_key with { Methods = "" }, null),
        ["output's type"] = (s_key with { Output = s_type with { DType = DType.Float32 } }, "output: BF16 [4, 6] → F32 [4, 6]"),
        ["output's shape"] = (s_key with { Output = s_type with { Shape = new TensorShape(6, 4) } }, "output: BF16 [4, 6] → BF16 [6, 4]"),
        ["one input fewer"] = (s_key with { Inputs = [s_key.Inputs[0]] }, "inputs: Base/w, code/w → Base/w"),
        ["one input more"] = (s_key with { Inputs = [.. s_key.Inputs, s_key.Inputs[0]] }, "inputs: Base/w, code/w → Base/w, code/w, Base/w"),
        ["model's name"] = (With(0, part => part with { Model = "fr" }), null),
        ["tensor's name"] = (With(0, part => part with { Tensor = "v" }), null),
        ["model's name that a stream is keyed by"] = (With(1, part => part with { Model = "fr" }), "random stream: code/w → fr/w"),
        ["tensor's name that a stream is keyed by"] = (With(1, part => part with { Tensor = "v" }), "random stream: code/w → code/v"),
        ["input's type"] = (With(0, part => part with { Type = s_type with { DType = DType.Float16 } }), "input Base/w: BF16 [4, 6] → F16 [4, 6]"),
        ["input's shape"] = (With(1, part => part with { Type = s_type with { Shape = new TensorShape(24) } }), "input code/w: BF16 [4, 6] → BF16 [24]"),
        ["first input's content"] = (
            With(0, part => part with { Content = new(2, 3) }), $"input Base/w: content {new ContentHash(2, 2)} → {new ContentHash(2, 3)}"),
        ["last input's content"] = (
            With(1, part => part with { Content = new(4, 3) }), $"input code/w: content {new ContentHash(3, 3)} → {new ContentHash(4, 3)}"),
        ["content that is not known yet"] = (With(1, part => part with { Content = null }), null),
        ["thresholds"] = (s_key with { Thresholds = "other groups" }, "threshold: another tensor that is trimmed by the same one changed"),
        ["thresholds that are not known yet"] = (s_key with { Thresholds = null }, null),
    };

    public static TheoryData<string> Changes => [.. s_changes.Keys];

    [Theory]
    [MemberData(nameof(Changes))]
    public void One_part_that_differs_is_the_reason(string change)
    {
        s_changes[change].Key.DifferenceFrom(s_key).Should().Be(s_changes[change].Difference);
    }

    [Fact]
    public void Contents_that_were_not_recorded_differ_from_any()
    {
        s_key.DifferenceFrom(With(0, part => part with { Content = null })).Should().StartWith("input Base/w: content ");
    }

    [Fact]
    public void Thresholds_that_were_not_recorded_differ_from_any()
    {
        s_key.DifferenceFrom(s_key with { Thresholds = null }).Should().StartWith("threshold: ");
    }

    [Fact]
    public void Another_version_of_a_method_computes_its_tensors_again_and_says_so()
    {
        using var merge = new TestMerge();
        foreach (var (model, seed) in new[] { ("base", 1), ("donor", 2) })
            merge.Model(model, new Dictionary<string, PlainTensor> { ["v"] = PlainTensor.Random("BF16", [70], seed), ["w"] = PlainTensor.Random("BF16", [40, 30], seed) });
        Sketch Sum(Method method) => new Linear([1, 0.5]).Of(0, method.Of(1));
        merge.Run(Sum(new Twice())).Merged.Should().Be(2);
        merge.Run(Sum(new Twice())).Merged.Should().Be(0);

        // Only for one of the tensors.
        var plan = merge.Plan(tensor => Sum(tensor == "w" ? new TwiceOfVersion2() : new Twice()));
        MergeBuild.Explain(merge.Request(plan), CancellationToken.None).Select(entry => (entry.Tensor.Name, entry.Reason))
            .Should().Equal(("w", "method: linear/1 twice/1 → linear/1 twice/2"));
        merge.Run(plan).Merged.Should().Be(1);
        merge.Run(plan).Merged.Should().Be(0);
    }

    [Fact]
    public void Names_of_inputs_decide_only_where_a_stream_is_keyed_by_them()
    {
        var table = new NodeTable();
        Node[] inputs = [.. Enumerable.Range(0, 4).Select(i => table.Input(i, s_type))];
        var drawn = table.Add(new Dare(0.5, 1), table.Add(new Subtract(), inputs[3], inputs[1]));

        var key = new NodeKey(table.Add(new Linear([1, 1]), inputs[2], drawn), table);

        key.Read.Should().Equal(2, 3, 1);
        key.Named.Should().BeEquivalentTo([1, 3]);
        key.Methods.Should().Be("dare/1 linear/1 subtract/1");
    }

    static ActionKey With(int input, Func<ActionKey.Part, ActionKey.Part> change) => s_key with
    {
        Inputs = [.. s_key.Inputs.Select((part, i) => i == input ? change(part) : part)],
    };

    [Method("twice")]
    sealed record Twice : Doubling;

    [Method("twice", Version = 2)]
    sealed record TwiceOfVersion2 : Doubling;

    abstract record Doubling : Method
    {
        public override TileOperation CreateOperation(OperationContext context) => new Operation();

        public override string Text(IReadOnlyList<string> operands) => $"Twice({operands[0]})";

        sealed class Operation : TileOperation
        {
            public override void Evaluate(in Tile tile, Span<float> result) => Kernels.Scale(tile[0], 2, result);
        }
    }
}
