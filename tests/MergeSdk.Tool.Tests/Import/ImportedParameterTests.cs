using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests.Import;

/// <summary>Precedence, filters and gradients.</summary>
public sealed class ImportedParameterTests
{
    [Fact]
    public void The_innermost_place_counts() =>
        ImportFolder.RecipeOf(
            """
            merge_method: linear
            slices:
            - sources:
              - {model: a, layer_range: [0, 2], parameters: {weight: 1}}
              - {model: b, layer_range: [0, 2]}
              parameters: {weight: 2}
            - sources:
              - {model: a, layer_range: [2, 4]}
              - {model: b, layer_range: [2, 4], parameters: {weight: 4}}
            parameters: {weight: 3}
            """, "a", "b").Should().Be("Output = Stack(Linear([a.Layers[0..2], (b.Layers[0..2], 2)]), Linear([(a.Layers[2..4], 3), (b.Layers[2..4], 4)]));");

    [Fact]
    public void Where_no_filter_fits_the_next_place_is_asked() =>
        Weight(
            "{filter: mlp, value: 0.1}",
            "[{filter: self_attn, value: 0.2}, {filter: mlp, value: 0.9}, {value: 0.3}]")
            .Should().Be("ByName((\"*mlp*\", 0.1), (\"*self_attn*\", 0.2), (\"*mlp*\", 0.9), (\"*\", 0.3))");

    [Theory]
    // Symmetric: the first value is the last.
    [InlineData("[0, 1, 0]", "Gradient(0, 1, 0)")]
    [InlineData("[0.5, 0.5]", "0.5")]
    [InlineData("[0, 0.5, 1]", "ByName((\"*.layers.*\", Gradient(0, 0.5, 1)), (\"*\", 0))")]
    // Filters for tensors that only layers have, that only the tail has, that both may have.
    [InlineData("[{filter: q_proj, value: [0, 1]}, {value: 0.5}]", "ByName((\"*q_proj*\", Gradient(0, 1)), (\"*\", 0.5))")]
    [InlineData("[{filter: lm_head, value: [0, 1]}, {value: 0.5}]", "ByName((\"*lm_head*\", 0), (\"*\", 0.5))")]
    [InlineData("[{filter: norm, value: [0, 1]}, {value: 0.5}]", "ByName((\"*.layers.*norm*\", Gradient(0, 1)), (\"*norm*\", 0), (\"*\", 0.5))")]
    [InlineData("[{filter: embed_tokens, value: [3, 1]}, {value: 0.5}]", "ByName((\"*embed_tokens*\", 3), (\"*\", 0.5))")]
    [InlineData("[{filter: mlp, value: 0.5}, {filter: '*', value: 0.5}]", "0.5")]
    [InlineData("[{filter: mlp, value: 1}]", "ByName((\"*mlp*\", 1), (\"*\", 3))")]
    [InlineData("1e-05", "1e-5")]
    public void A_value_becomes(string value, string expected) => Weight(value, "3").Should().Be(expected);

    [Fact]
    public void Filters_are_compared_with_the_tensors_that_are_there()
    {
        var yaml = $$"""
            merge_method: passthrough
            models:
            - model: {{Repository.Model("code")}}
              parameters:
                scale:
                - {filter: down_proj, value: [0.5, 1]}
                - {filter: norm, value: [2, 3]}
                - {filter: c_proj, value: 7}
                - {filter: "*.mlp.*", value: 8}
            """;
        ImportFolder.RecipeOf(yaml).Should().Be(
            """
            // As in mergekit, final norm and head get a gradient's first value. Gradient alone would give them its last.
            Output = Passthrough(code, scale: ByName(
                ("*down_proj*", Gradient(0.5, 1)),
                ("model.layers.*norm*", Gradient(2, 3)),
                ("*norm*", 2),
                ("*", 1)));
            """.ReplaceLineEndings("\n"));
        ImportFolder.MessagesOf(yaml).Should().Equal(
            "config.yml(8,31): warning MERGE5227: scale: no tensor to which this applies has \"c_proj\" in its name; the value is left out",
            "config.yml(9,34): warning MERGE5227: scale: no tensor to which this applies has \"*.mlp.*\" in its name; the value is left out"
            + " (filters are no patterns: * and ? are ordinary characters in them)");
    }

    [Fact]
    public void Numbers_of_layers_are_those_of_the_slice() =>
        ImportFolder.RecipeOf(
            """
            merge_method: passthrough
            slices:
            - sources:
              - model: a
                layer_range: [8, 16]
                parameters:
                  scale:
                  - {filter: layers.9.mlp, value: 0.5}
                  - {filter: layers.3.mlp, value: 0.6}
            """, "a").Should().Be("Output = Passthrough(a.Layers[8..16], scale: ByName((\"*layers.1.mlp*\", 0.5), (\"*\", 1)));");

    [Fact]
    public void A_parameter_of_one_slice_says_nothing_of_embeddings_that_are_not_in_it() =>
        ImportFolder.RecipeOf(
            """
            merge_method: passthrough
            slices:
            - sources:
              - {model: a, layer_range: [0, 2], parameters: {scale: [{filter: embed_tokens, value: 0.5}]}}
            - sources:
              - {model: a, layer_range: [2, 4], parameters: {scale: [{filter: embed_tokens, value: 0.5}, {filter: lm_head, value: 2}]}}
            """, "a").Should().Be(
            """
            Output = Stack(
                Passthrough(a.Layers[0..2], scale: ByName(("*embed_tokens*", 0.5), ("*", 1))),
                Passthrough(a.Layers[2..4], scale: ByName(("*lm_head*", 2), ("*", 1))));
            """.ReplaceLineEndings("\n"));

    static string Weight(string ofModel, string ofFile)
    {
        var recipe = ImportFolder.RecipeOf($"merge_method: passthrough\nmodels: [{{model: a, parameters: {{scale: {ofModel}}}}}]\nparameters: {{scale: {ofFile}}}", "a");
        recipe = string.Join(' ', recipe[recipe.IndexOf("Output", StringComparison.Ordinal)..].Split('\n', StringSplitOptions.TrimEntries));
        return recipe["Output = Passthrough(a, scale: ".Length..^2].Replace("ByName( ", "ByName(", StringComparison.Ordinal);
    }
}
