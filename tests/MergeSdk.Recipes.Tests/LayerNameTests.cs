namespace MergeSdk.Recipes.Tests;

public sealed class LayerNameTests
{
    [Theory]
    [InlineData("model.layers.3.mlp.up_proj.weight", "model.layers", 3, ".mlp.up_proj.weight")]
    [InlineData("model.layers.3.block_sparse_moe.experts.5.w1.weight", "model.layers", 3, ".block_sparse_moe.experts.5.w1.weight")]
    [InlineData("h.0.attn.c_attn.weight", "h", 0, ".attn.c_attn.weight")]
    [InlineData("bert.encoder.layer.11.output.dense.weight", "bert.encoder.layer", 11, ".output.dense.weight")]
    [InlineData("down_blocks.0.attentions.1.norm.weight", "down_blocks", 0, ".attentions.1.norm.weight")]
    [InlineData("0.weight", "", 0, ".weight")]
    [InlineData("list.12", "list", 12, "")]
    public void The_first_number_is_the_layer(string name, string list, int index, string rest)
    {
        var layer = LayerName.Parse(name);

        (layer!.Value.List.ToString(), layer.Value.Index, layer.Value.Rest.ToString()).Should().Be((list, index, rest));
        layer.Value.WithIndex(index).Should().Be(name);
    }

    [Theory]
    [InlineData("model.norm.weight")]
    [InlineData("wte.weight")]
    [InlineData("layers.01.weight")]
    [InlineData("layers.1a.weight")]
    [InlineData("layers.9999999.weight")]
    [InlineData("layers..weight")]
    [InlineData("layers.٣.weight")]
    public void Other_names_are_not_in_a_layer(string name) => LayerName.Parse(name).Should().BeNull();
}
