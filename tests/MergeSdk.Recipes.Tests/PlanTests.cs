using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes.Tests;

public sealed class PlanTests
{
    [Fact]
    public void Tensors_come_in_natural_order()
    {
        using var project = new Project().Add("a", TinyModel.Llama(11));

        project.Plan("Output = a;").Tensors.Select(tensor => tensor.Name).Should().BeInAscendingOrder(NaturalComparer.Instance);
    }

    [Fact]
    public void Models_are_those_that_are_read_in_the_projects_order()
    {
        using var project = Project.OfThree();

        var result = project.Compile("Output = Average(fr, Base);");

        result.Plan.Models.Should().Equal(new PlannedModel("Base", "../base", "base"), new PlannedModel("fr", "../fr", "fr"));
        result.Plan.Files.Base.Should().Be("fr");
        result.Checkpoints.Keys.Should().Equal("Base", "fr");
        result.Diagnostics.Should().ContainSingle().Which.Message.Should().Be("code (../code) is not used");
    }

    [Theory]
    [InlineData("Base + Linear([(code - Base, 1)], lambda: 0)", "Base", "Base")]
    [InlineData("Base + Linear([(code - Base, 1e-200)], lambda: 1e-200)", "Base", "Base")]
    [InlineData("Base + (Linear([(code - fr, 1)], lambda: 0) + (fr - Base))", "#0 + (#1 - #0)", "Base", "fr")]
    [InlineData("Linear([(Linear([(code, 1)], normalize: false) + 0 * (fr - Base), 1), (Linear([(Base, 1)], normalize: false), 0)])", "code", "code")]
    [InlineData("fr + (Trim(code - Base, density: 0.01) + (Base - fr))", "#0 + (#1 - #0)", "fr", "Base")]
    public void A_model_that_is_looked_at_and_contributes_nothing_is_no_input(string expression, string text, params string[] inputs)
    {
        using var project = Project.OfThree();

        var result = project.Compile($"Output = {expression};");

        var tensor = result.Plan.Tensor("model.norm.weight");
        tensor.Inputs.Select(input => input.Model).Should().Equal(inputs);
        (text.Contains('#') ? NodeText.Of(tensor.Node, index => $"#{index}") : result.Plan.Text("model.norm.weight")).Should().Be(text);
        var unused = new[] { "Base", "code", "fr" }.Except(inputs).Where(model => result.Plan.Tensors.All(other => other.Inputs.All(input => input.Model != model)));
        result.Diagnostics.Where(diagnostic => diagnostic.Code == DiagnosticCodes.ModelUnused).Select(diagnostic => diagnostic.Message.Split(' ')[0])
            .Should().BeEquivalentTo(unused.Except([result.Plan.Files.Base]));
    }

    [Theory]
    [InlineData("Average(half, full)", null, DType.Float16)]
    [InlineData("Average(full, half)", null, DType.Float32)]
    [InlineData("half + (full - half)", null, DType.Float16)]
    [InlineData("Average(full, half)", "BFloat16", DType.BFloat16)]
    [InlineData("half", "Float64", DType.Float64)]
    public void The_type_is_the_bases_or_OutputType(string expression, string? outputType, DType expected)
    {
        using var project = new Project().Add("half", TinyModel.Llama(1, DType.Float16)).Add("full", TinyModel.Llama(1));

        project.Plan($"Output = {expression}; {(outputType is null ? "" : $"OutputType = {outputType};")}").Tensors.Should().OnlyContain(tensor => tensor.DType == expected);
    }

    [Fact]
    public void One_file_is_model_safetensors()
    {
        using var project = new Project().Add("a", TinyModel.Llama(1));

        project.Plan("Output = a;").Shards.Should().Equal(new PlannedShard("model.safetensors", 4 * (64 + 16 + 32 + 4 + 64)));
    }

    [Fact]
    public void Files_are_filled_in_order_up_to_the_limit()
    {
        using var project = new Project { MaxShardBytes = 400 }
            .Add("a", TinyModel.Empty.With("t1", 50).With("t2", 50).With("t3", 200).With("t4", 1).With("t5", DType.Float32, 0));

        var plan = project.Plan("Output = a;");

        plan.Shards.Should().Equal(
            new PlannedShard("model-00001-of-00003.safetensors", 400),
            new PlannedShard("model-00002-of-00003.safetensors", 800),
            new PlannedShard("model-00003-of-00003.safetensors", 4));
        plan.Tensors.Select(tensor => tensor.Shard).Should().Equal(0, 0, 1, 2, 2);
    }

    [Fact]
    public void Ten_thousand_tensors_share_their_nodes()
    {
        static TinyModel Create()
        {
            var model = TinyModel.Empty.With("model.embed_tokens.weight", 16, 4);
            for (var i = 0; i < 10_000; i++)
                model.With($"model.layers.{i / 100}.block_sparse_moe.experts.{i % 100}.w1.weight", 4, 4);
            return model;
        }
        using var project = new Project().Add("base", Create()).Add("code", Create()).Add("fr", Create());
        const string Recipe = "Output = Base + Ties([(code - Base, Gradient(0.1, 0.9)), (Dare(fr - Base, 0.5), ByName((\"*.w1.*\", 0.5), (\"*\", 1)))], density: 0.5);";

        var plan = project.Plan(Recipe);

        plan.Tensors.Should().HaveCount(10_001);
        plan.Tensors.Select(tensor => tensor.Node).Distinct().Should().HaveCount(101);
        // For each of two shapes three inputs, two differences, two trimmed vectors and a drawn one; for each root the sum and the consensus.
        plan.Nodes.Should().HaveCount((2 * 8) + (2 * 101));
    }
}
