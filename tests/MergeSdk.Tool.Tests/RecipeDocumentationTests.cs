using System.Text;
using System.Text.RegularExpressions;
using MergeSdk.Recipes;
using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>What the documentation shows of the recipe language compiles and plans.</summary>
public sealed partial class RecipeDocumentationTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public RecipeDocumentationTests()
    {
        Directory.CreateDirectory(_folder["style"]);
        const string Module = "base_model.model.model.layers.0.self_attn.q_proj";
        ModelFolder.WriteFile(_folder["style", "adapter_model.safetensors"], new Dictionary<string, PlainTensor>
        {
            [$"{Module}.lora_A.weight"] = PlainTensor.Random("F32", [4, 128], 1),
            [$"{Module}.lora_B.weight"] = PlainTensor.Random("F32", [128, 4], 2),
        });
        File.WriteAllText(_folder["style", "adapter_config.json"], """{"peft_type": "LORA", "r": 4, "lora_alpha": 8}""");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/methods.md")]
    [InlineData("docs/recipes.md")]
    [InlineData("docs/from-mergekit.md")]
    [InlineData("docs/tutorial.md")]
    [InlineData("src/MergeSdk/README.md")]
    [InlineData("src/MergeSdk.Tool/PACKAGE.md")]
    public void Blocks_compile(string page)
    {
        var failures = new StringBuilder();
        foreach (var block in Markdown.Read(page.Split('/')).Blocks("csharp"))
        {
            var recipe = block;
            if (FileName().Match(block) is { Success: true } file)
            {
                File.WriteAllText(_folder[file.Groups[1].Value], block);
                recipe = $"#load \"{file.Groups[1].Value}\"\n";
            }
            if (!recipe.Contains("Output ", StringComparison.Ordinal))
                recipe += "Output = Base;";
            Append(failures, recipe);
        }
        failures.ToString().Should().BeEmpty();
    }

    [Fact]
    public void The_expressions_in_tables_compile()
    {
        var rows = Markdown.Read("docs", "recipes.md").Rows.Concat(Markdown.Read("docs", "methods.md").Rows).ToList();
        var recipe = new StringBuilder("var (v, w) = (code - Base, french - Base);\n");
        foreach (var cells in rows.Where(cells => cells.Length > 2 && cells[1] is "`Model`" or "`TaskVector`"))
            Declare(cells[1].Trim('`'), cells[0]);
        foreach (var cells in rows.Where(cells => Parameter().IsMatch(cells[0])))
            Declare("Param", cells[0]);
        foreach (var line in rows.SelectMany(cells => cells).SelectMany(Markdown.CodeIn).Where(code => code.StartsWith("Output = ", StringComparison.Ordinal)))
            recipe.Append(line).Append('\n');

        recipe.ToString().Split('\n').Length.Should().BeGreaterThan(45, "the tables are found");
        var failures = new StringBuilder();
        Append(failures, recipe.ToString());
        failures.ToString().Should().BeEmpty();

        void Declare(string type, string cell)
        {
            foreach (var expression in Markdown.CodeIn(cell))
                recipe.Append($"{{ {type} x = {expression}; }}\n");
        }
    }

    void Append(StringBuilder failures, string recipe)
    {
        File.WriteAllText(_folder["recipe.csx"], recipe);
        (string Name, string Folder)[] models =
            [("Base", "base"), ("code", "code"), ("french", "french"), ("fr", "french"), ("prose", "prose"), ("languages", "prose"), ("a", "code"), ("b", "french")];
        var request = new RecipeRequest
        {
            RecipePath = _folder["recipe.csx"],
            Models =
            [
                .. models.Select(model => new ModelInput(model.Name, Repository.Model(model.Folder), model.Folder, ModelKind.Model, "")),
                new ModelInput("style", _folder["style"], "style", ModelKind.Adapter, ""),
            ],
        };
        try
        {
            RecipeProgram.Load(request).Plan().Plan.Tensors.Should().NotBeEmpty();
        }
        catch (MergeException e)
        {
            failures.Append(e.Message).Append("\nin\n").Append(recipe).Append('\n');
        }
    }

    [GeneratedRegex(@"^// (?!recipe\.csx)([\w-]+\.csx)\n")]
    private static partial Regex FileName();

    [GeneratedRegex(@"^`(Gradient|ByName|Per)\(")]
    private static partial Regex Parameter();
}
