using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes.Tests;

public sealed class AdapterTests
{
    const string Q = "base_model.model.model.layers.0.self_attn.q_proj";
    const string Target = "model.layers.0.self_attn.q_proj.weight";
    const string Config = """{"peft_type": "LORA", "r": 2, "lora_alpha": 4}""";

    [Fact]
    public void An_adapter_is_a_task_vector()
    {
        using var project = Create(Lora());

        var plan = project.Plan("Output = Base + 0.5 * style;");

        plan.Text(Target).Should().Be($"Base + (0.5 * LowRank(style:{Q}.lora_B.weight, style:{Q}.lora_A.weight, scale: 2))");
        plan.Text("model.norm.weight").Should().Be("Base");
        plan.Models.Select(model => model.Name).Should().Equal("style", "Base");
    }

    [Theory]
    [InlineData("""{"peft_type": "LORA", "r": 2, "lora_alpha": 8, "use_rslora": true}""", 5.656854249492381, false)]
    [InlineData("""{"peft_type": "LORA", "r": 8, "lora_alpha": 8, "rank_pattern": {"q_proj": 2}, "alpha_pattern": {"layers.0.self_attn.q_proj": 10}}""", 5, false)]
    [InlineData("""{"peft_type": "LORA", "r": 2, "lora_alpha": 4, "fan_in_fan_out": true}""", 2, true)]
    [InlineData("""{"peft_type": "LORA", "r": 2, "lora_alpha": 4, "use_dora": false, "layer_replication": null, "trainable_token_indices": []}""", 2, false)]
    public void Scale_and_layout_follow_the_configuration(string config, double scale, bool transpose)
    {
        using var project = Create(Lora().Config(config));

        var plan = project.Plan("Output = Base + style;");

        var node = plan.Tensor(Target).Node;
        node.Method.Should().Be(new Add());
        node.Operands[1].Method.Should().BeOfType<LowRank>().Which.Should().Match<LowRank>(
            vector => Math.Abs(vector.Scale - scale) < 1e-12 && vector.Transpose == transpose);
    }

    [Fact]
    public void Embeddings_are_transposed_and_saved_modules_replace()
    {
        using var project = Create(Lora()
            .With("base_model.model.model.embed_tokens.lora_embedding_A", 2, 16)
            .With("base_model.model.model.embed_tokens.lora_embedding_B", 4, 2)
            .With("base_model.model.lm_head.weight", 16, 4));

        var plan = project.Plan("Output = fr + style;");

        plan.Text("model.embed_tokens.weight").Should().StartWith("fr + LowRank(").And.EndWith("transpose: true)");
        plan.Text("lm_head.weight").Should().Be("fr + (style:base_model.model.lm_head.weight - Base)");
    }

    [Fact]
    public void Adapters_combine_with_other_vectors_and_their_gradients_see_the_models_layers()
    {
        using var project = Create(Lora());

        project.Expression("Output = Base + Ties([(style, Gradient(0.25, 1)), fr - Base]);", Target).Should().MatchRegex(@"^Base \+ Ties\(\[\(LowRank\(.*, 0\.25\), \(\(fr - Base\), 1\)\]");
    }

    [Theory]
    [InlineData("""{"peft_type": "IA3"}""", "MERGE3010", "peft_type is IA3")]
    [InlineData("""{"peft_type": "LORA", "r": 2, "lora_alpha": 4, "use_dora": true}""", "MERGE3010", "the adapter uses use_dora")]
    [InlineData("""{"peft_type": "LORA", "r": 4, "lora_alpha": 4}""", "MERGE3010", "has rank 2, but adapter_config.json says 4")]
    [InlineData("""{"peft_type": "LORA", "lora_alpha": 4}""", "MERGE3010", "r is ")]
    [InlineData("[", "MERGE3010", "cannot be read")]
    [InlineData(null, "MERGE3010", "there is no adapter_config.json")]
    public void What_cannot_be_merged_is_an_error(string? config, string code, string message)
    {
        using var project = Create(Lora().Config(config));

        project.Error("Output = Base + style;").Should().Contain($"error {code}: ").And.Contain(message);
    }

    [Fact]
    public void Unknown_tensors_are_an_error()
    {
        using var project = Create(Lora().With(Q + ".lora_magnitude_vector", 4));

        project.Error("Output = Base + style;").Should().Contain("MERGE3010").And.EndWith(Q + ".lora_magnitude_vector");
    }

    [Fact]
    public void An_adapter_must_fit_the_model()
    {
        using var project = Create(Lora().With(Q.Replace(".0.", ".7.", StringComparison.Ordinal) + ".lora_A.weight", 2, 4)
            .With(Q.Replace(".0.", ".7.", StringComparison.Ordinal) + ".lora_B.weight", 4, 2));
        project.Error("Output = Base + style;").Should().StartWith("recipe.csx(1,10): error MERGE3011: ").And.Contain("model.layers.7.self_attn.q_proj.weight");

        using var other = Create(TinyModel.Empty.With(Q + ".lora_A.weight", 2, 5).With(Q + ".lora_B.weight", 4, 2).Config(Config));
        other.Error("Output = Base + style;").Should().Contain("MERGE3002").And.Contain("[4, 4] in Base and [4, 5] in style");
    }

    [Fact]
    public void An_adapter_named_as_a_model_is_an_error()
    {
        using var project = Create(Lora()).AddFolder("style", "other");

        project.Error("Output = other;").Should().Be("style: error MERGE3010: the folder is a PEFT adapter, not a model; name it with <Adapter Include=\"…\" />");
    }

    static TinyModel Lora() =>
        TinyModel.Empty.With(Q + ".lora_A.weight", DType.Float32, 2, 4).With(Q + ".lora_B.weight", DType.Float32, 4, 2).Config(Config);

    static Project Create(TinyModel adapter) =>
        new Project().Add("style", adapter, kind: ModelKind.Adapter).Add("base", TinyModel.Llama(2)).Add("fr", TinyModel.Llama(2));
}
