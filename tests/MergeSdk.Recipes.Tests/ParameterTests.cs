using MergeSdk.Graph.Plans;
using MergeSdk.Recipes.Arithmetic;

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

    [Fact]
    public void Vectors_are_trimmed_by_tensor_or_by_model()
    {
        using var project = Project.OfThree(layers: 2);
        var plan = project.Plan("""
            TaskVector Of(Model model) => model - Base;
            Output = Base + Trim(Of(code), 0.3, scope: Model) + Ties([Of(code), Of(fr)], density: 0.5, scope: Model) + Trim(Of(fr), 0.4, scope: Tensor);
            """);

        foreach (var tensor in plan.Tensors)
        {
            plan.Text(tensor.Name).Should().Be(
                "Base + (Trim((code - Base), density: 0.3, scope: Model 1)"
                + " + Ties([(Trim((code - Base), density: 0.5, scope: Model 2), 1), (Trim((fr - Base), density: 0.5, scope: Model 3), 1)], normalize: true, lambda: 1)"
                + " + Trim((fr - Base), density: 0.4))");
        }
    }

    [Fact]
    public void A_model_is_trimmed_with_one_density()
    {
        using var project = Project.OfThree(layers: 3);

        project.Error("var v = code - Base;\nOutput = Base + Trim(v, Gradient(0.2, 0.8), scope: Model);").Should().Contain(
            "recipe.csx(2,").And.Contain("Trim(code - Base): with scope: Model all tensors have one density, but it is 0.8 for lm_head.weight and 0.2 for model.embed_tokens.weight");
    }

    [Fact]
    public void Breadcrumbs_and_Sce_select_over_the_model()
    {
        using var project = Project.OfThree(layers: 2);
        var plan = project.Plan("var (v, w) = (code - Base, fr - Base);\nOutput = Base + Breadcrumbs(v, 0.6, rescale: true, scope: Model) + Sce([v, w], 0.3, scope: Model);");

        foreach (var tensor in plan.Tensors)
        {
            plan.Text(tensor.Name).Should().Be(
                "Base + (Breadcrumbs((code - Base), density: 0.6, gamma: 0.01, scope: Model 1, rescale: true)"
                + " + Sce([(code - Base), (fr - Base)], selectTopK: 0.3, scope: Model 3))");
        }
    }

    [Theory]
    [InlineData("Breadcrumbs(v, Gradient(0.2, 0.8), scope: Model)", "Breadcrumbs(code - Base): with scope: Model all tensors have one density, but it is 0.8 for")]
    [InlineData("Breadcrumbs(v, 0.5, Gradient(0.2, 0.8), scope: Model)", "Breadcrumbs(code - Base): with scope: Model all tensors have one gamma, but it is 0.8 for")]
    [InlineData("Sce([v], Gradient(0.2, 0.8), scope: Model)", "Sce: with scope: Model all tensors have one selectTopK, but it is 0.8 for")]
    [InlineData("Della(v, 0.5, scope: Model)", "The best overload for 'Della' does not have a parameter named 'scope'")]
    public void What_decides_over_the_model_is_one_value(string vector, string expected)
    {
        using var project = Project.OfThree(layers: 3);

        project.Error($"var v = code - Base;\nOutput = Base + {vector};").Should().Contain(expected);
    }

    static double Factor(MergePlan plan, string tensor)
    {
        var node = plan.Tensor(tensor).Node;
        node.Method.Should().Be(new Add());
        return node.Operands[1].Method is Linear sum ? sum.Weights.Should().ContainSingle().Subject : 1;
    }
}
