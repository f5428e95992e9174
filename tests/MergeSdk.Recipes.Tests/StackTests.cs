namespace MergeSdk.Recipes.Tests;

public sealed class StackTests
{
    [Fact]
    public void Layers_are_numbered_anew_between_the_first_embedding_and_the_last_head()
    {
        using var project = Project.OfThree(layers: 4);

        var plan = project.Plan("Output = Stack(code.Layers[..3], fr.Layers[1..4]);");

        plan.Tensors.Count(tensor => tensor.Name.StartsWith("model.layers.", StringComparison.Ordinal)).Should().Be(12);
        plan.Text("model.embed_tokens.weight").Should().Be("code");
        plan.Text("model.layers.2.mlp.up_proj.weight").Should().Be("code");
        plan.Text("model.layers.3.mlp.up_proj.weight").Should().Be("fr:model.layers.1.mlp.up_proj.weight");
        plan.Text("model.layers.5.mlp.up_proj.weight").Should().Be("fr:model.layers.3.mlp.up_proj.weight");
        plan.Text("model.norm.weight").Should().Be("fr");
        plan.Text("lm_head.weight").Should().Be("fr");
        plan.Files.Base.Should().Be("code");
    }

    [Fact]
    public void Merged_models_and_repeated_layers_stack()
    {
        using var project = Project.OfThree(layers: 4);

        var plan = project.Plan("""
            var merged = Average(code, fr);
            Output = Stack(merged.Layers[^2..], merged.Layers[^2..], Base.Layers[0]);
            """);

        plan.Text("model.layers.0.mlp.up_proj.weight").Should().Be("(0.5 * code:model.layers.2.mlp.up_proj.weight + 0.5 * fr:model.layers.2.mlp.up_proj.weight)");
        plan.Tensor("model.layers.2.mlp.up_proj.weight").Inputs.Should().Equal(plan.Tensor("model.layers.0.mlp.up_proj.weight").Inputs);
        plan.Text("model.layers.4.mlp.up_proj.weight").Should().Be("Base:model.layers.0.mlp.up_proj.weight");
        plan.Text("model.norm.weight").Should().Be("Base");
    }

    [Fact]
    public void Slices_can_be_merged_and_their_gradients_run_over_the_slice()
    {
        using var project = Project.OfThree(layers: 5);

        var plan = project.Plan("Output = Stack(Base.Layers[..2], Slerp(code.Layers[2..], fr.Layers[2..], Gradient(0.2, 0.4)));");

        plan.Text("model.layers.3.mlp.up_proj.weight").Should().StartWith("Slerp(code, fr, t: 0.30");
        plan.Text("model.layers.2.mlp.up_proj.weight").Should().Be("Slerp(code, fr, t: 0.2)");
    }

    [Fact]
    public void A_whole_model_is_all_its_layers()
    {
        using var project = Project.OfThree(layers: 2);

        project.Plan("Output = Stack(Base, code);").Tensors.Should().HaveCount(3 + 8);
    }

    [Fact]
    public void What_is_left_over_is_said()
    {
        using var project = Project.OfThree(layers: 2);

        var diagnostics = project.Compile("Output = Stack(Base.Layers[0], code.Layers[0]);").Diagnostics;

        diagnostics.Select(diagnostic => diagnostic.Code).Should().Equal("MERGE3006", "MERGE3006", "MERGE3007");
        diagnostics[0].Message.Should().Be(
            "4 of 7 tensors of Base are not used: lm_head.weight, model.layers.1.mlp.up_proj.weight, model.layers.1.self_attn.q_proj.weight and 1 more");
    }

    [Fact]
    public void Several_lists_of_layers_need_a_name()
    {
        using var project = new Project().Add("t5", T5());

        project.Error("Output = t5.Layers[..1];").Should().Be(
            "recipe.csx(1,1): error MERGE2013: t5 has several lists of layers (\"decoder.block\": 3, \"encoder.block\": 2); say which with LayersOf(\"…\")");
        var plan = project.Plan("var d = t5.LayersOf(\"decoder.block\"); Output = Stack(d[..2], d[1..]);");
        plan.Text("decoder.block.3.layer.0.w").Should().Be("t5:decoder.block.2.layer.0.w");
        plan.Text("encoder.block.1.layer.0.w").Should().Be("t5");
    }

    [Fact]
    public void Layers_must_fit()
    {
        using var project = new Project().Add("a", TinyModel.Llama(2)).Add("b", TinyModel.Empty.With("model.layers.0.mlp.up_proj.weight", 9, 4))
            .Add("c", TinyModel.Empty.With("h.0.w", 4));

        project.Error("Output = Stack(a, b);").Should().Be(
            "recipe.csx(1,10): error MERGE3014: Stack: layers do not fit on one another: model.layers.*.mlp.up_proj.weight is [8, 4] in a and [9, 4] in b");
        project.Error("Output = Stack(a, c);").Should().Contain("MERGE3014").And.Contain("named model.layers, those of c h");
    }

    internal static TinyModel T5()
    {
        var model = TinyModel.Empty.With("shared.weight", 8, 4).Config("""{"num_layers": 2, "num_decoder_layers": 3}""");
        for (var i = 0; i < 2; i++)
            model.With($"encoder.block.{i}.layer.0.w", 4);
        for (var i = 0; i < 3; i++)
            model.With($"decoder.block.{i}.layer.0.w", 4);
        return model;
    }
}
