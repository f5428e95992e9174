using MergeSdk.Build.Incremental;
using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Tests;

/// <summary>Each part of a key that changes is told; what decides nothing is not.</summary>
public class ActionKeyTests
{
    static readonly TensorType s_type = new(DType.Float32, new TensorShape(2, 3));

    static readonly ActionKey s_key = new(
        new ContentHash(7, 8),
        "#0 + #1",
        "Add/1",
        s_type,
        [new ActionKey.Part("Base", "w", s_type, new ContentHash(1, 2)), new ActionKey.Part("a", "w", s_type, new ContentHash(3, 4), Named: true)],
        "threshold");

    public static TheoryData<string, string?> Changes => new()
    {
        { "nothing", null },
        { "expression", "expression: Base + a → a + Base" },
        { "a digest of the same text", $"expression: Base + a has another digest, {new ContentHash(7, 8)} → {new ContentHash(9, 10)}" },
        { "the text of the same digest", null },
        { "methods", "method: Add/1 → Add/2" },
        { "output", $"output: {s_type} → {s_type with { DType = DType.BFloat16 }}" },
        { "one input less", "inputs: Base/w, a/w → Base/w" },
        { "no input", "inputs: Base/w, a/w → none" },
        { "one input more", "inputs: Base/w, a/w → Base/w, a/w, b/w" },
        { "another model of that content", null },
        { "another model, and a random stream named by it", "random stream: a/w → b/w" },
        { "another tensor, and a random stream named by it", "random stream: a/w → a/v" },
        { "an input's type", $"input Base/w: {s_type} → {s_type with { DType = DType.Float16 }}" },
        { "an input's content", $"input Base/w: content {new ContentHash(1, 2)} → {new ContentHash(5, 6)}" },
        { "an input whose content is not known", null },
        { "thresholds", "threshold: another tensor that is trimmed by the same one changed" },
        { "thresholds that are not known", null },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_changed_part_is_told(string what, string? difference) => Changed(what).DifferenceFrom(s_key).Should().Be(difference);

    static ActionKey Changed(string what)
    {
        var (first, second) = (s_key.Inputs[0], s_key.Inputs[1]);
        return what switch
        {
            "nothing" => s_key with { },
            "expression" => s_key with { Text = "#1 + #0", Computation = new ContentHash(9, 10) },
            "a digest of the same text" => s_key with { Computation = new ContentHash(9, 10) },
            "the text of the same digest" => s_key with { Text = "#0 plus #1" },
            "methods" => s_key with { Methods = "Add/2", Computation = new ContentHash(9, 10) },
            "output" => s_key with { Output = s_type with { DType = DType.BFloat16 } },
            "one input less" => s_key with { Inputs = [first] },
            "no input" => s_key with { Inputs = [] },
            "one input more" => s_key with { Inputs = [first, second, first with { Model = "b" }] },
            "another model of that content" => s_key with { Inputs = [first with { Model = "b" }, second] },
            "another model, and a random stream named by it" => s_key with { Inputs = [first, second with { Model = "b" }] },
            "another tensor, and a random stream named by it" => s_key with { Inputs = [first, second with { Tensor = "v" }] },
            "an input's type" => s_key with { Inputs = [first with { Type = s_type with { DType = DType.Float16 } }, second] },
            "an input's content" => s_key with { Inputs = [first with { Content = new ContentHash(5, 6) }, second] },
            "an input whose content is not known" => s_key with { Inputs = [first with { Content = null }, second] },
            "thresholds" => s_key with { Thresholds = "another" },
            "thresholds that are not known" => s_key with { Thresholds = null },
            _ => throw new ArgumentException(what, nameof(what)),
        };
    }
}
