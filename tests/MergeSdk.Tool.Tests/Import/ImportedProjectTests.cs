namespace MergeSdk.Tool.Tests.Import;

/// <summary>The project files, and the projects of several documents.</summary>
public sealed class ImportedProjectTests
{
    [Fact]
    public void Folders_are_relative_to_the_project()
    {
        using var folder = new ImportFolder().With("models/base", "models/a & b;c");
        folder.Import("merge_method: task_arithmetic\nbase_model: ./models/base\nmodels: [{model: 'models/a & b;c', parameters: {weight: 1}}]").ExitCode.Should().Be(0);

        folder.Project.Should().Be(
            """
            <Project Sdk="MergeSdk/1.0.0">
              <ItemGroup>
                <Model Include="../models/base" />
                <Model Include="../models/a &amp; b%3Bc" />
              </ItemGroup>
            </Project>

            """.ReplaceLineEndings("\n"));
        folder.Recipe.Should().Be("Output = Base + (a___b_c - Base);\n");
    }

    [Fact]
    public void Models_of_the_Hub_are_named_by_their_ids_and_what_the_cache_lacks_is_told_in_one_block()
    {
        using var folder = new ImportFolder();
        var said = folder.Said(
            """
            merge_method: linear
            models:
            - model: Qwen/Qwen2.5-7B@main+org/lora
            - model: other/Qwen2.5-7B
            - model: gpt2
            - model: org/Output
            - model: {model: {path: org/x, revision: v1}}
            parameters: {weight: 1}
            """);

        const string Files = " --include \"*.safetensors\" --include \"*.json\" --include \"*.model\" --include \"*.txt\" --include \"*.jinja\" --include \"README.md\"";
        said.Should().Equal(
            "config.yml -> merged/merged.mergeproj",
            "Not in the Hugging Face cache yet. Download with:",
            "  hf download Qwen/Qwen2.5-7B --revision main" + Files,
            "  hf download org/lora" + Files,
            "  hf download other/Qwen2.5-7B" + Files,
            "  hf download gpt2" + Files,
            "  hf download org/Output" + Files,
            "  hf download org/x --revision v1" + Files);
        folder.Project.Should().Be(
            """
            <Project Sdk="MergeSdk/1.0.0">
              <ItemGroup>
                <Model Include="hf:Qwen/Qwen2.5-7B" Revision="main" />
                <Model Include="hf:other/Qwen2.5-7B" Name="other_Qwen2_5_7B" />
                <Model Include="hf:gpt2" />
                <Model Include="hf:org/Output" Name="org_Output" />
                <Model Include="hf:org/x" Revision="v1" />
                <Adapter Include="hf:org/lora" />
              </ItemGroup>
            </Project>

            """.ReplaceLineEndings("\n"));
        folder.Recipe.Should().Be("Output = Average(Qwen2_5_7B + lora, other_Qwen2_5_7B, gpt2, org_Output, x);\n");
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told()
    {
        using var folder = new ImportFolder();
        var (_, messages) = folder.Import("merge_method: passthrough\nmodels: [{model: ../some/where/model}]");

        messages.Should().ContainSingle().Which.Should().StartWith("config.yml(2,18): warning MERGE5224: there is no folder ../some/where/model, neither beside ");
        folder.Project.Should().Contain("<Model Include=\"../../some/where/model\" />");
    }

    [Fact]
    public void Documents_become_projects_that_refer_to_one_another()
    {
        using var folder = new ImportFolder().With("a", "b");
        var said = folder.Said(
            """
            merge_method: passthrough
            slices:
            - sources: [{model: two-steps, layer_range: [0, 2]}]
            - sources: [{model: first, layer_range: [0, 2]}]
            ---
            name: two-steps
            merge_method: slerp
            base_model: first
            models: [{model: org/c}]
            parameters: {t: 0.5}
            ---
            name: first
            merge_method: linear
            models: [{model: a}, {model: org/c}]
            parameters: {weight: 1}
            """);

        said.Count(line => line.Contains("hf download org/c ", StringComparison.Ordinal)).Should().Be(1, "both documents use one download");
        folder.Project.Should().Be(
            """
            <Project Sdk="MergeSdk/1.0.0">
              <ItemGroup>
                <ProjectReference Include="two-steps/two-steps.mergeproj" Name="two_steps" />
                <ProjectReference Include="first/first.mergeproj" />
              </ItemGroup>
            </Project>

            """.ReplaceLineEndings("\n"));
        folder.Recipe.Should().Be("Output = Stack(two_steps.Layers[0..2], first.Layers[0..2]);\n");
        folder.Read("two-steps", "two-steps.mergeproj").Should().Contain("<Model Include=\"hf:org/c\" />").And.Contain("<ProjectReference Include=\"../first/first.mergeproj\" />");
        folder.Read("two-steps", "recipe.csx").Should().Be("Output = Slerp(first, c, t: 0.5);\n");
        folder.Read("first", "first.mergeproj").Should().Contain("<Model Include=\"../../a\" />");
        folder.Read("first", "recipe.csx").Should().Be("Output = Average(a, c);\n");
    }

    [Theory]
    [InlineData("name: x\n", "name: x\n", "config.yml(5,7): error MERGE5207: two documents are named x")]
    [InlineData("", "", "config.yml(5,1): error MERGE5207: two documents have no name; all but the last merge need one")]
    [InlineData("name: a\n", "name: x\n", "config.yml(1,7): error MERGE5207: the merge a needs itself: its models lead back to it")]
    public void Documents_that_do_not_go_together_are_errors(string first, string second, string expected)
    {
        const string Merge = "merge_method: passthrough\nmodels: [{model: a}]\n";
        var padding = first.Length == 0 ? "\n" : "";
        ImportFolder.MessagesOf($"{first}{Merge}{padding}---\n{second}{Merge}", "a").Should().Contain(expected);
    }

    [Fact]
    public void Anchors_and_merge_keys_are_resolved() =>
        ImportFolder.RecipeOf(
            """
            merge_method: ties
            base_model: &base base
            models:
            - model: *base
            - model: a
              parameters: &shared {weight: 0.5, density: 0.3}
            - model: b
              parameters:
                <<: *shared
                weight: 0.7
            """, "base", "a", "b").Should().Be("Output = Base + Ties([(a - Base, 0.5), (b - Base, 0.7)], density: 0.3);");
}
