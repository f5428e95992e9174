namespace MergeSdk.Tool.Tests.Import;

/// <summary>What an import says, and where.</summary>
public sealed class ImportMessageTests
{
    public static TheoryData<string, string> Warnings => new()
    {
        { "paramters: {}", "config.yml(5,1): warning MERGE5221: the configuration has an unknown key paramters, which mergekit ignores; did you mean parameters?" },
        { "seed: 1", "config.yml(5,1): warning MERGE5221: the configuration has an unknown key seed, which mergekit ignores" },
        { "parameters: {wieght: 1}", "config.yml(5,14): warning MERGE5221: linear has no parameter wieght, and mergekit ignores it; did you mean weight?" },
        { "parameters:\n  density: 1", "config.yml(6,3): warning MERGE5222: density has no effect with linear" },
        { "parameters: {int8_mask: true}", "" },
        { "chat_template: auto", "config.yml(5,1): warning MERGE5226: chat_template is left out" },
        { "tokenizer_source: base", "config.yml(5,1): warning MERGE5225: tokenizer_source is left out" },
        { "tokenizer: {source: union}", "config.yml(5,1): warning MERGE5225: tokenizer is left out" },
        { "base_model: b", "config.yml(5,13): warning MERGE5228: base_model b is not among the models of linear: in mergekit it gives configuration and tokenizer, here a does" },
        { "parameters: {normalize: [{filter: mlp, value: true}, {value: false}]}", "config.yml(5,47): warning MERGE5228: normalize differs from tensor to tensor" },
        { "parameters: {weight: [{value: 1}, {filter: mlp, value: 2}]}", "config.yml(5,56): warning MERGE5222: weight: what follows a value without a filter is never reached" },
    };

    [Theory]
    [MemberData(nameof(Warnings))]
    public void Warns(string line, string expected)
    {
        using var folder = new ImportFolder().With("a", "b");
        var (exitCode, messages) = folder.Import("merge_method: linear\nmodels:\n- model: a\n  parameters: {weight: 1}\n" + line);

        exitCode.Should().Be(0);
        if (expected.Length == 0)
            messages.Should().BeEmpty();
        else
            messages.Should().ContainSingle().Which.Should().StartWith(expected);
    }

    public static TheoryData<string, string> Errors => new()
    {
        { "models: [", "config.yml(2,1): error MERGE5201: this is not valid YAML" },
        { "models:\n\t- model: a", "config.yml(2,1): error MERGE5201: this is not valid YAML: a tab in the indentation; YAML takes spaces only" },
        { "models:\n  - model: a\n    parameters:\n    \t  weight: 1", "config.yml(4,5): error MERGE5201: this is not valid YAML: a tab in the indentation; YAML takes spaces only" },
        { "models:\n  - model: a\ndtype: *x", "config.yml(3,8): error MERGE5201: this is not valid YAML: nothing has the anchor &x" },
        { "models: [a, b\nmerge_method: linear", "config.yml(2,1): error MERGE5201: this is not valid YAML: unexpected text; is a bracket before it not closed?" },
        { "models: []\nmodels: []", "config.yml(2,1): error MERGE5201: this is not valid YAML: Duplicate key models" },
        { "", "config.yml: error MERGE5201: the file is empty" },
        { "just text", "config.yml(1,1): error MERGE5205: a mergekit configuration is a mapping" },
        { "models: [{model: a}]", "config.yml(1,1): error MERGE5202: merge_method is missing" },
        { "merge_method: task_arithemtic", "config.yml(1,15): error MERGE5202: there is no method \"task_arithemtic\"; did you mean task_arithmetic?" },
        { "merge_method: fusion", "config.yml(1,15): error MERGE5202: there is no method \"fusion\". There are arcee_fusion, " },
        { "merge_method: linear", "config.yml(1,1): error MERGE5204: there must be exactly one of models, slices and modules" },
        { "merge_method: ties\nmodels: [{model: a, parameters: {weight: 1}}]", "config.yml(1,1): error MERGE5203: ties needs a base_model" },
        {
            "merge_method: slerp\nbase_model: b\nparameters: {t: 0}\nslices:\n- sources: [{model: a, layer_range: [0, 1]}]",
            "config.yml(5,3): error MERGE5203: the slice does not have the base_model b among its sources"
        },
        { "merge_method: linear\nmodels: [{model: a}]", "config.yml(2,18): error MERGE5206: linear needs the parameter weight of a" },
        { "merge_method: slerp\nbase_model: a\nmodels: [{model: b}]", "config.yml(3,18): error MERGE5206: slerp needs the parameter t; write it below parameters of the file" },
        { "merge_method: slerp\nbase_model: a\nmodels: [{model: b}, {model: c}]\nparameters: {t: 1}", "config.yml(3,9): error MERGE5204: slerp merges the base with one other model; here are 2" },
        { "merge_method: model_stock\nbase_model: a\nmodels: [{model: b}]", "config.yml(3,9): error MERGE5204: model_stock needs at least two models besides the base; here is 1" },
        { "merge_method: linear\nmodels: [{model: a, parameters: {weight: heavy}}]", "config.yml(2,42): error MERGE5205: weight is \"heavy\"; it must be a number, or a list of numbers" },
        { "merge_method: linear\nmodels: [{model: a, parameters: {weight: []}}]", "config.yml(2,42): error MERGE5205: weight is a list; it must be a value" },
        { "merge_method: linear\ndtype: bf16\nmodels: [{model: a, parameters: {weight: 1}}]", "config.yml(2,8): error MERGE5205: dtype is \"bf16\"; it must be bfloat16, float16 or float32" },
        { "merge_method: passthrough\nslices: [{sources: [{model: a}]}]", "config.yml(2,21): error MERGE5204: the source has no layer_range" },
        { "merge_method: passthrough\nslices: [{sources: [{model: a, layer_range: [4, 2]}]}]", "config.yml(2,45): error MERGE5205: layer_range must be two numbers" },
        {
            "merge_method: karcher\nslices: [{sources: [{model: a, layer_range: [4, 6]}, {model: b, layer_range: [4, 7]}]}]",
            "config.yml(2,10): error MERGE5204: the sources of a slice must have the same number of layers; these have 2, 3"
        },
        { "merge_method: linear\nmodules: {text: {models: [{model: a}]}, vision: {models: [{model: a}]}}", "config.yml(2,1): error MERGE5209: modules names 2 parts of a model (text, vision)" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Stops(string yaml, string expected)
    {
        using var folder = new ImportFolder().With("a", "b", "c");
        var (exitCode, messages) = folder.Import(yaml);

        exitCode.Should().Be(1);
        messages.Should().Contain(message => message.StartsWith(expected, StringComparison.Ordinal), string.Join('\n', messages));
        folder.Exists("recipe.csx").Should().BeFalse();
    }

    [Fact]
    public void Misplaced_keys_say_where_they_belong() =>
        ImportFolder.MessagesOf("merge_method: linear\nmodels:\n- model: a\n  weight: 1\n  dtype: float32\n  params: {weight: 1}\nparameters: {weight: 1}", "a").Should().Equal(
            "config.yml(4,3): warning MERGE5221: the model has an unknown key weight, which mergekit ignores; it belongs below parameters",
            "config.yml(5,3): warning MERGE5221: the model has an unknown key dtype, which mergekit ignores; it belongs to the file's first level",
            "config.yml(6,3): warning MERGE5221: the model has an unknown key params, which mergekit ignores");

    [Fact]
    public void Parameters_that_mergekit_does_not_look_at_are_told()
    {
        var messages = ImportFolder.MessagesOf(
            """
            merge_method: ties
            base_model: a
            models:
            - model: a
              parameters: {weight: 1}
            - model: b
              parameters:
                weight: 1
                normalize: false
                t: 0.5
            """, "a", "b");

        messages.Should().Equal(
            "config.yml(5,16): warning MERGE5222: parameters of a have no effect: it is the base_model, and ties merges the others into it",
            "config.yml(9,5): warning MERGE5222: normalize is a parameter of the whole merge; mergekit ignores it among those of a model. Write it below parameters of the slice or of the file",
            "config.yml(10,5): warning MERGE5222: t has no effect with ties");
    }

    [Fact]
    public void A_slice_without_layers_is_told()
    {
        const string Yaml = "merge_method: passthrough\nslices:\n- sources: [{model: a, layer_range: [0, 4]}]\n- sources: [{model: b, layer_range: [4, 4]}]";

        ImportFolder.RecipeOf(Yaml, "a", "b").Should().Be("Output = a.Layers[0..4];");
        ImportFolder.MessagesOf(Yaml, "a", "b").Should().Equal(
            "config.yml(4,3): warning MERGE5228: the slice has no layers and is left out: final norm and head come from the last slice with layers");
    }

    [Fact]
    public void What_a_link_leads_to_is_not_overwritten_where_the_link_is()
    {
        const string Yaml = "merge_method: passthrough\nmodels: [{model: a}]";
        using var folder = new ImportFolder().With("a");
        folder.Import(Yaml).ExitCode.Should().Be(0);
        File.Move(folder["merged", "recipe.csx"], folder["mine.csx"]);
        File.CreateSymbolicLink(folder["merged", "recipe.csx"], folder["mine.csx"]);

        folder.Import(Yaml + "\ndtype: float32", "--force").ExitCode.Should().Be(0);

        folder.Recipe.Should().Be("OutputType = Float32;\n\nOutput = a;\n");
        File.ReadAllText(folder["mine.csx"]).Should().Be("Output = a;\n");
    }

    [Fact]
    public void Nothing_is_overwritten_unasked()
    {
        const string Yaml = "merge_method: passthrough\nmodels: [{model: a}]";
        using var folder = new ImportFolder().With("a");
        folder.Import(Yaml).ExitCode.Should().Be(0);

        var (exitCode, messages) = folder.Import(Yaml + "\ndtype: float32");
        exitCode.Should().Be(1);
        messages.Should().Equal(
            "merged/merged.mergeproj: error MERGE5208: the file exists; pass --force to overwrite it, or another folder with -o",
            "merged/recipe.csx: error MERGE5208: the file exists; pass --force to overwrite it, or another folder with -o");
        folder.Recipe.Should().Be("Output = a;\n");

        folder.Import(Yaml + "\ndtype: float32", "--force").ExitCode.Should().Be(0);
        folder.Recipe.Should().Be("OutputType = Float32;\n\nOutput = a;\n");
    }
}
