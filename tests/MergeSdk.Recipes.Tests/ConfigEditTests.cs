using MergeSdk.Graph.Plans;

namespace MergeSdk.Recipes.Tests;

public sealed class ConfigEditTests
{
    [Fact]
    public void Nothing_is_edited_without_need()
    {
        using var project = Project.OfThree();

        project.Plan("Output = Average(Base, code); OutputType = Float32;").Files.Should().BeEquivalentTo(new PlannedFiles("Base", []));
    }

    [Fact]
    public void A_model_without_configuration_has_no_edits()
    {
        using var project = new Project().Add("a", TinyModel.Llama(2).Config(null));

        project.Plan("Output = a.Layers[..1]; OutputType = Float16;").Files.Config.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"num_hidden_layers": 2}""", "/num_hidden_layers=3")]
    [InlineData("""{"n_layer": 2, "n_head": 2}""", "/n_layer=3")]
    [InlineData("""{"text_config": {"num_hidden_layers": 2}, "vision_config": {"num_hidden_layers": 2}}""", "/text_config/num_hidden_layers=3")]
    [InlineData("""{"num_hidden_layers": 2, "layer_types": ["full", "sliding"]}""", "/layer_types=[\"full\",\"sliding\",\"full\"] /num_hidden_layers=3")]
    [InlineData("""{"num_hidden_layers": 2, "architectures": ["A", "B"], "eos_token_id": [1, 2]}""", "/num_hidden_layers=3")]
    [InlineData("""{"num_hidden_layers": 7}""", "")]
    public void The_number_of_layers_follows(string config, string expected)
    {
        using var project = new Project().Add("a", TinyModel.Llama(2).Config(config));

        var result = project.Compile("Output = Stack(a, a.Layers[0]);");

        Text(result.Plan).Should().Be(expected);
        result.Diagnostics.Any(diagnostic => diagnostic.Code == "MERGE3013").Should().Be(expected.Length == 0);
    }

    [Fact]
    public void Encoder_and_decoder_are_told_apart()
    {
        using var project = new Project().Add("t5", StackTests.T5());

        Text(project.Plan("Output = t5.LayersOf(\"decoder.block\")[..1];")).Should().Be("/num_decoder_layers=1");
        Text(project.Plan("Output = t5.LayersOf(\"encoder.block\")[..1];")).Should().Be("/num_layers=1");
    }

    [Fact]
    public void Layer_lists_follow_reordered_layers()
    {
        using var project = new Project().Add("a", TinyModel.Llama(2).Config("""{"num_hidden_layers": 2, "layer_types": ["full", "sliding"]}"""));

        Text(project.Plan("Output = Stack(a.Layers[1], a.Layers[0]);")).Should().Be("/layer_types=[\"sliding\",\"full\"]");
    }

    [Theory]
    [InlineData("""{"torch_dtype": "float32"}""", "/torch_dtype=\"bfloat16\"")]
    [InlineData("""{"dtype": "float32", "text_config": {"dtype": "float32"}}""", "/dtype=\"bfloat16\" /text_config/dtype=\"bfloat16\"")]
    [InlineData("""{"model_type": "llama"}""", "/torch_dtype=\"bfloat16\"")]
    [InlineData("""{"torch_dtype": "bfloat16"}""", "")]
    public void The_type_follows_OutputType(string config, string expected)
    {
        using var project = new Project().Add("a", TinyModel.Llama(2).Config(config));

        Text(project.Plan("Output = a; OutputType = BFloat16;")).Should().Be(expected);
    }

    [Fact]
    public void A_configuration_that_cannot_be_read_is_a_warning()
    {
        using var project = new Project().Add("a", TinyModel.Llama(2).Config("{\"x\": Infinity}"));

        project.Compile("Output = a;").Diagnostics.Should().ContainSingle().Which.Should().Match<Diagnostic>(
            diagnostic => diagnostic.Code == "MERGE3012" && diagnostic.Severity == Severity.Warning);
    }

    static string Text(MergePlan plan) => string.Join(' ', plan.Files.Config.Select(edit => $"{edit.Pointer}={edit.Value}"));
}
