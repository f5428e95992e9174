namespace MergeSdk.Recipes.Tests;

public sealed class TiedHeadTests
{
    const string Head = "lm_head.weight";

    [Theory]
    [InlineData("Average(tied, untied)", "(0.5 * tied:model.embed_tokens.weight + 0.5 * untied)")]
    [InlineData("Average(untied, tied)", "(0.5 * untied + 0.5 * tied:model.embed_tokens.weight)")]
    [InlineData("Slerp(tied, untied, 0.5)", "Slerp(tied:model.embed_tokens.weight, untied, t: 0.5)")]
    [InlineData("tied + (untied - tied)", "tied:model.embed_tokens.weight + (untied - tied:model.embed_tokens.weight)")]
    [InlineData("untied + (tied - untied)", "untied + (tied:model.embed_tokens.weight - untied)")]
    [InlineData(
        "tied + Ties([untied - tied, tied2 - tied])",
        "tied:model.embed_tokens.weight + Ties([((untied - tied:model.embed_tokens.weight), 1), ((tied2:model.embed_tokens.weight - tied:model.embed_tokens.weight), 1)],"
        + " normalize: true, lambda: 1)")]
    [InlineData("untied + (tied2 - tied)", "untied + (tied2:model.embed_tokens.weight - tied:model.embed_tokens.weight)")]
    [InlineData("Stack(untied, tied)", "tied:model.embed_tokens.weight")]
    [InlineData("Stack(tied, untied)", "untied")]
    public void A_tied_head_is_the_embedding(string expression, string expected)
    {
        using var project = Create();

        project.Expression($"Output = {expression};", Head).Should().Be(expected);
    }

    [Theory]
    [InlineData("Average(tied, tied2)")]
    [InlineData("tied + (tied2 - tied)")]
    [InlineData("Stack(tied, tied2)")]
    public void All_tied_stays_tied(string expression)
    {
        using var project = Create();

        var plan = project.Plan($"Output = {expression};");

        plan.Tensors.Should().NotContain(tensor => tensor.Name == Head);
        plan.Files.Config.Should().NotContain(edit => edit.Pointer == "/tie_word_embeddings");
    }

    [Theory]
    [InlineData("Average(tied, untied)", true)]
    [InlineData("tied + (untied - tied)", true)]
    [InlineData("Average(untied, tied)", false)]
    public void The_configuration_agrees_with_the_tensors(string expression, bool unties)
    {
        using var project = Create();

        project.Plan($"Output = {expression};").Files.Config.Any(edit => edit is { Pointer: "/tie_word_embeddings", Value: "false" }).Should().Be(unties);
    }

    [Fact]
    public void A_model_that_denies_being_tied_lacks_its_head()
    {
        using var project = new Project().Add("a", TinyModel.Llama(1)).Add("b", TinyModel.Llama(1).Without(Head));

        project.Error("Output = Average(a, b);").Should().Contain("MERGE3001").And.Contain("lm_head.weight is not in b");
    }

    [Fact]
    public void A_model_that_says_nothing_is_tied()
    {
        using var project = new Project().Add("a", TinyModel.Llama(1)).Add("b", TinyModel.Llama(1, head: false).Config("{}"));

        project.Expression("Output = Average(a, b);", Head).Should().Contain("b:model.embed_tokens.weight");
    }

    static Project Create() => new Project().Add("tied", TinyModel.Llama(1, head: false)).Add("tied2", TinyModel.Llama(1, head: false)).Add("untied", TinyModel.Llama(1));
}
