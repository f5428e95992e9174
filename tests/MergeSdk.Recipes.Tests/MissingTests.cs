using MergeSdk.Tensors;

namespace MergeSdk.Recipes.Tests;

public sealed class MissingTests
{
    [Fact]
    public void Different_tensors_are_an_error_where_the_models_meet()
    {
        using var project = Create();

        project.Error("var x = 1;\nOutput = Base + (code - Base);").Should().Be(
            "recipe.csx(2,18): error MERGE3001: code - Base: the models do not have the same tensors: extra.weight is only in code, model.norm.weight is not in code."
            + " Write Missing = FromBase to take missing tensors from the base and leave others out");
    }

    [Theory]
    [InlineData("Base + (code - Base)", "Base", "Base + (code - Base)")]
    [InlineData("Average(Base, code)", "Base", "(0.5 * Base + 0.5 * code)")]
    [InlineData("Linear([(Base, 0), (code, 1)])", "Base", "code")]
    [InlineData("Slerp(Base, code, 0.5)", "Base", "Slerp(Base, code, t: 0.5)")]
    [InlineData("Slerp(Base, code, 1)", "Base", "code")]
    [InlineData("Base + Ties([code - Base, fr - Base])", "Base + Ties([((fr - Base), 1)], normalize: true, lambda: 1)", null)]
    [InlineData("Base + (code - fr)", "Base", "Base + (code - fr)")]
    public void FromBase_takes_what_a_donor_lacks_from_the_base(string expression, string norm, string? embedding)
    {
        using var project = Create();

        var result = project.Compile($"Output = {expression}; Missing = FromBase;");

        result.Plan.Text("model.norm.weight").Should().Be(norm);
        if (embedding is not null)
            result.Plan.Text("model.embed_tokens.weight").Should().Be(embedding);
        result.Plan.Tensors.Should().NotContain(tensor => tensor.Name == "extra.weight");
        result.Diagnostics.Should().ContainSingle(diagnostic => diagnostic.Code == "MERGE3005")
            .Which.Message.Should().Be("left out, because only donors have them: extra.weight (code)");
    }

    [Fact]
    public void Differences_that_do_not_reach_the_output_do_not_matter()
    {
        using var project = Create();

        project.Expression("var unused = code - Base; Output = Average(Base, fr);").Should().Be("(0.5 * Base + 0.5 * fr)");
    }

    [Fact]
    public void Integer_buffers_are_copied_from_the_base()
    {
        using var project = new Project()
            .Add("a", TinyModel.Llama(1).With("embeddings.position_ids", DType.Int64, 1, 8))
            .Add("b", TinyModel.Llama(1).With("embeddings.position_ids", DType.Int64, 1, 8));

        var result = project.Compile("Output = Average(a, b); OutputType = BFloat16;");

        result.Plan.Text("embeddings.position_ids").Should().Be("a");
        result.Plan.Tensor("embeddings.position_ids").DType.Should().Be(DType.Int64);
        result.Diagnostics.Should().Contain(diagnostic => diagnostic.Code == "MERGE3008" && diagnostic.Severity == Severity.Message);
    }

    [Theory]
    [InlineData(DType.Float8E4M3, "model.layers.0.mlp.down_proj.weight")]
    [InlineData(DType.UInt8, "model.layers.0.mlp.down_proj.weight")]
    [InlineData(DType.Int32, "model.layers.0.mlp.down_proj.qweight")]
    [InlineData(DType.Complex64, "rotary")]
    public void Quantized_tensors_are_copied_but_not_computed_with(DType type, string name)
    {
        using var project = new Project().Add("a", TinyModel.Llama(1).With(name, type, 4, 4)).Add("b", TinyModel.Llama(1).With(name, type, 4, 4));

        project.Error("Output = Average(a, b);").Should().StartWith("recipe.csx(1,10): error MERGE3004: ").And.Contain("dequantize").And.Contain(name);
        project.Plan("Output = Stack(a, b); OutputType = Float16;").Tensor(name).DType.Should().Be(type);
    }

    [Fact]
    public void A_buffer_and_a_weight_of_one_name_are_an_error()
    {
        using var project = new Project().Add("a", TinyModel.Llama(1).With("x", DType.Int64, 4)).Add("b", TinyModel.Llama(1).With("x", 4));

        project.Error("Output = Average(a, b);").Should().Contain("MERGE3003").And.EndWith("x is I64 in a and F32 in b");
    }

    static Project Create() => new Project().Add("base", TinyModel.Llama(1)).Add("fr", TinyModel.Llama(1))
        .Add("code", TinyModel.Llama(1).Without("model.norm.weight").With("extra.weight", 3));
}
