namespace MergeSdk.Recipes.Tests;

public sealed class ModelNameTests
{
    static readonly SourcePosition s_project = new("my.mergeproj");

    [Theory]
    [InlineData("code", "code")]
    [InlineData("base", "Base")]
    [InlineData("await", "Await")]
    [InlineData("Llama-3.1-8B Instruct", "Llama_3_1_8B_Instruct")]
    [InlineData("7b", "_7b")]
    [InlineData("français", "français")]
    [InlineData("日本語", "日本語")]
    [InlineData("var", "var")]
    public void A_folder_name_becomes_an_identifier(string folder, string expected) => Names(("", folder)).Should().Equal(expected);

    [Theory]
    [InlineData("fr", "fr")]
    [InlineData("base", "Base")]
    public void A_given_name_wins(string name, string expected) => Names((name, "french")).Should().Equal(expected);

    [Theory]
    [InlineData("1x", "MERGE2002: the name \"1x\" of ../x is not a C# identifier; write Name=\"_1x\"")]
    [InlineData("a-b", "MERGE2002: the name \"a-b\" of ../x is not a C# identifier; write Name=\"a_b\"")]
    [InlineData("Average", "MERGE2004: the name \"Average\" of ../x hides Average of the recipe language*")]
    [InlineData("Output", "MERGE2004: *")]
    [InlineData("FromBase", "MERGE2004: *")]
    [InlineData("Model", "MERGE2004: *")]
    public void A_name_must_be_usable(string name, string expected) => Error((name, "x")).Should().Match("my.mergeproj: error " + expected);

    [Fact]
    public void Two_models_of_one_name_are_both_named() =>
        Error(("", "models/a"), ("", "other/a")).Should().Contain("MERGE2003").And.Contain("../models/a and ../other/a are both named \"a\"");

    [Fact]
    public void All_mistakes_are_found_at_once() =>
        FluentActions.Invoking(() => Names(("1", "x"), ("Ties", "y"))).Should().Throw<MergeException>().Which.Diagnostics.Should().HaveCount(2);

    static IReadOnlyList<string> Names(params (string Name, string Folder)[] models) =>
        ModelNames.Of([.. models.Select(model => new ModelInput(model.Name, "/models/" + model.Folder, "../" + model.Folder, ModelKind.Model, ""))], s_project);

    static string Error(params (string Name, string Folder)[] models) =>
        FluentActions.Invoking(() => Names(models)).Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle().Subject.ToString();
}
