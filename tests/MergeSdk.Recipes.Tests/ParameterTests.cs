using MergeSdk.Engine;
using MergeSdk.Engine.Methods;

namespace MergeSdk.Recipes.Tests;

public sealed class ParameterTests
{
    [Theory]
    [InlineData("Gradient(1, 2)", "model.embed_tokens.weight", 1)]
    [InlineData("Gradient(1, 2)", "model.norm.weight", 2)]
    [InlineData("Gradient(1, 2)", "lm_head.weight", 2)]
    [InlineData("Gradient(1, 2)", "model.layers.0.mlp.up_proj.weight", 1)]
    [InlineData("Gradient(1, 2)", "model.layers.1.mlp.up_proj.weight", 1.25)]
    [InlineData("Gradient(1, 2)", "model.layers.4.mlp.up_proj.weight", 2)]
    [InlineData("Gradient(1, 3, 2)", "model.layers.1.mlp.up_proj.weight", 2)]
    [InlineData("Gradient(1, 3, 2)", "model.layers.2.mlp.up_proj.weight", 3)]
    [InlineData("Gradient(7)", "model.layers.2.mlp.up_proj.weight", 7)]
    [InlineData("ByName((\"*.mlp.*\", Gradient(1, 5)), (\"model.????.weight\", 9), (\"*\", 3))", "model.layers.1.mlp.up_proj.weight", 2)]
    [InlineData("ByName((\"*.mlp.*\", 2), (\"*.up_proj.*\", 9), (\"*\", 3))", "model.layers.1.mlp.up_proj.weight", 2)]
    [InlineData("ByName((\"*.mlp.*\", 2), (\"model.norm.*\", 9), (\"*\", 3))", "model.norm.weight", 9)]
    [InlineData("Per(tensor => tensor.Layer < 2 ? 5 : 6)", "model.layers.1.mlp.up_proj.weight", 5)]
    [InlineData("Per(tensor => tensor.Layer < 2 ? 5 : 6)", "model.layers.2.mlp.up_proj.weight", 6)]
    [InlineData("Per(tensor => tensor.Layer < 2 ? 5 : 6)", "model.embed_tokens.weight", 6)]
    [InlineData("Per(tensor => tensor.LayerCount)", "model.layers.2.mlp.up_proj.weight", 5)]
    [InlineData("Per(tensor => tensor.Name.Length)", "lm_head.weight", 14)]
    [InlineData("Per(tensor => tensor.Shape.ElementCount + tensor.Position)", "model.layers.2.mlp.up_proj.weight", 32.5)]
    [InlineData("Per(tensor => tensor.DType == DType.Float32 ? 2 : 3)", "model.norm.weight", 2)]
    public void A_parameter_is_a_number_for_each_tensor(string parameter, string tensor, double expected)
    {
        using var project = Project.OfThree(layers: 5);

        Factor(project.Plan($"Output = Base + {parameter} * (code - Base);"), tensor).Should().BeApproximately(expected, 1e-12);
    }

    [Fact]
    public void A_gradient_over_one_layer_is_at_its_end()
    {
        using var project = Project.OfThree(layers: 1);

        Factor(project.Plan("Output = Base + Gradient(2, 3) * (code - Base);"), "model.layers.0.mlp.up_proj.weight").Should().Be(3);
    }

    [Fact]
    public void Factors_multiply()
    {
        using var project = Project.OfThree(layers: 3);

        Factor(project.Plan("Output = Base + 0.5 * (Gradient(2, 4) * (code - Base));"), "model.layers.1.mlp.up_proj.weight").Should().Be(1.5);
    }

    [Fact]
    public void Every_parameter_may_differ_from_tensor_to_tensor()
    {
        using var project = Project.OfThree(layers: 3);
        var plan = project.Plan("""
            Output = Slerp(
                Linear([(Base, Gradient(1, 3)), (code, 1)]),
                Base + Ties([(code - Base, Gradient(0.25, 0.75))], density: Gradient(0.1, 0.3), lambda: Gradient(1, 2)),
                t: Gradient(0.2, 0.8));
            """);

        plan.Text("model.layers.1.mlp.up_proj.weight").Should().Be(
            "Slerp((0.6666666666666666 * Base + 0.3333333333333333 * code), (Base + Ties([(Trim((code - Base), density: 0.2), 0.5)], normalize: true, lambda: 1.5)), t: 0.5)");
    }

    static double Factor(MergePlan plan, string tensor) =>
        plan.Expressions[plan.Tensor(tensor).Expression].Should().BeOfType<Add>().Which.Vector is WeightedSum sum ? sum.Weights.Should().ContainSingle().Subject : 1;
}
