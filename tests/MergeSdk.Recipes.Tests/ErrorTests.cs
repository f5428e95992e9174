using System.Diagnostics;

namespace MergeSdk.Recipes.Tests;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("Output = Base + code;", "recipe.csx(1,10): error MERGE2007: models are points and cannot be added: write Average(a, b)*")]
    [InlineData("Output = 0.5 * code;", "recipe.csx(1,10): error MERGE2007: a model is a point and cannot be scaled: scale its task vector*")]
    [InlineData("Output = code * Gradient(0, 1);", "recipe.csx(1,10): error MERGE2007: a model is a point and cannot be scaled*")]
    [InlineData("Output = (code + fr) / 2;", "recipe.csx(1,10): error MERGE2007: *")]
    [InlineData("Output = 0.5 * code + 0.5 * fr;", "recipe.csx(1,10): error MERGE2007: *")]
    [InlineData("Output = -code;", "recipe.csx(1,10): error MERGE2007: *")]
    [InlineData("Output = (code - Base) + Base;", "recipe.csx(1,10): error MERGE2007: write the model first: Base + v*")]
    [InlineData("Output = code - Base;", "recipe.csx(1,10): error CS0029: *TaskVector*Model*; apply the task vector to a model*")]
    [InlineData("Output = Base + 0.5 * (cod - Base);", "recipe.csx(1,24): error CS0103: The name 'cod' does not exist*; did you mean code?")]
    [InlineData(
        "Output = Base + Ties([code - Base], densty: 0.5);",
        "recipe.csx(1,37): error CS1739: *'densty'*; did you mean density?")]
    [InlineData("var x = 1;", "recipe.csx: error MERGE2005: the recipe does not assign Output*")]
    [InlineData("Output = Output + (code - Base);", "recipe.csx(1,10): error MERGE2005: a model is null*")]
    [InlineData("\n  Output = Base + Ties([code - Base], density: 1.5);", "recipe.csx(2,48): error MERGE2008: density is 1.5; it must be between 0 and 1")]
    [InlineData("Output = Base + Trim(code - Base, -0.1);", "recipe.csx(1,35): error MERGE2008: density is -0.1; it must be between 0 and 1")]
    [InlineData("Output = Base + Dare(code - Base, 0);", "recipe.csx(1,35): error MERGE2008: density is 0; it must be above 0 and at most 1")]
    [InlineData("Output = Base + Trim(code - Base, Gradient(0.5, 2));", "recipe.csx(1,49): error MERGE2008: density is 2; *")]
    [InlineData("Output = Base + Trim(code - Base, Per(t => 3));", "recipe.csx(1,1): error MERGE2008: density is 3 for the tensor lm_head.weight; *")]
    [InlineData("Output = Linear([(code, double.NaN), (fr, 1)]);", "recipe.csx(1,1): error MERGE2008: *NaN*finite*")]
    [InlineData("Output = Base + Per(t => 0.0 / 0) * (code - Base);", "recipe.csx(1): error MERGE2008: Per returned NaN for the tensor lm_head.weight*")]
    [InlineData("Output = Average();", "recipe.csx(1,10): error MERGE2009: Average needs at least one model")]
    [InlineData("Output = Linear([]);", "recipe.csx(1,10): error MERGE2009: Linear needs at least one model")]
    [InlineData("Output = Base + Ties([]);", "recipe.csx(1,17): error MERGE2009: Ties needs at least one task vector; it has 0")]
    [InlineData("Output = Base + Gradient() * (code - Base);", "recipe.csx(1,17): error MERGE2009: Gradient needs at least one number")]
    [InlineData("Output = Linear([(code, 1), (fr, -1)]);", "recipe.csx(1,1): error MERGE2010: Linear: the weights for the tensor lm_head.weight add up to 0 (1, -1)*")]
    [InlineData("Output = Linear([(code, 0.1), (fr, 0.2), (Base, -0.3)]);", "recipe.csx(1,1): error MERGE2010: *")]
    [InlineData("Output = Base + ByName((\"*.mpl.*\", 1), (\"*\", 2)) * (code - Base);", "recipe.csx(1,17): error MERGE2011: ByName: \"*.mpl.*\" matches no tensor*")]
    [InlineData("Output = Base + ByName((\"*.mlp.*\", 1)) * (code - Base);", "recipe.csx(1,17): error MERGE2012: ByName has no pattern for the tensor lm_head.weight*")]
    [InlineData("Output = Base.Layers[..5];", "recipe.csx(1,22): error MERGE2014: Base has 4 layers in model.layers (0 to 3); the range 0..5 is not within them")]
    [InlineData("Output = Base.Layers[2..2];", "recipe.csx(1,22): error MERGE2014: *is empty")]
    [InlineData("Output = Base.Layers[4];", "recipe.csx(1,22): error MERGE2014: *there is no layer 4")]
    [InlineData("Output = Base.LayersOf(\"h\")[0];", "recipe.csx(1,10): error MERGE2013: Base has no layers named \"h\"; it has \"model.layers\": 4")]
    [InlineData("OutputType = Int8; Output = Base;", "recipe.csx(1,14): error MERGE2015: OutputType is Int8; it must be Float64, Float32, Float16 or BFloat16")]
    [InlineData("var a = new int[1];\nOutput = Base;\na[2] = 1;", "recipe.csx(3,1): error MERGE2006: IndexOutOfRangeException: *")]
    [InlineData("Output = Base;\nthrow new System.Exception(\"no\\nway\");", "recipe.csx(2,1): error MERGE2006: Exception: no way")]
    [InlineData(
        "Output = Base + Per(t => {\n throw new Exception(\"x\"); }) * (code - Base);",
        "recipe.csx(2,2): error MERGE2006: Exception in Per, for the tensor lm_head.weight: x")]
    public void A_mistake_is_one_error_with_its_place(string recipe, string expected)
    {
        using var project = Project.OfThree();

        project.Error(recipe).Should().Match(expected).And.NotContain("\n");
    }

    [Theory]
    [InlineData("Output = Base;")]
    [InlineData("Output = Bose;")]
    public void Missing_models_are_told_all_at_once_and_before_mistakes_in_the_recipe(string recipe)
    {
        using var project = Project.OfThree().AddFolder("lost").AddFolder("gone");

        project.Errors(recipe).Should().SatisfyRespectively(
            first => first.Should().StartWith("lost: error MERGE1020: "),
            second => second.Should().StartWith("gone: error MERGE1020: "));
    }

    [Fact]
    public void Positions_are_those_of_the_innermost_call_of_the_recipe()
    {
        using var project = Project.OfThree();

        var error = project.Error("""
            TaskVector Sparse(Model model) =>
                Trim(model - Base,
                    density: 7);

            Output = Base + Sparse(code);
            """);

        error.Should().StartWith("recipe.csx(3,18): error MERGE2008: ");
    }

    [Fact]
    public void All_errors_of_the_compiler_are_shown_in_order()
    {
        using var project = Project.OfThree();

        project.Errors("Output = x;\nint i = \"\";\nOutput = y;").Select(error => error[..26]).Should().Equal(
            "recipe.csx(1,10): error CS", "recipe.csx(2,9): error CS0", "recipe.csx(3,10): error CS");
    }

    [Fact]
    public void Warnings_of_the_compiler_are_shown()
    {
        using var project = Project.OfThree();

        var diagnostics = project.Compile("#warning careful\nOutput = Base + (code - Base) + (fr - Base);").Diagnostics;

        diagnostics.Should().ContainSingle().Which.Should().Match<Diagnostic>(diagnostic =>
            diagnostic.Severity == Severity.Warning && diagnostic.Code == "CS1030" && diagnostic.Position!.Value.Line == 1);
    }

    [Fact]
    public void Missing_folders_are_reported_together_before_the_recipe_is_looked_at()
    {
        using var project = new Project().AddFolder("nowhere").AddFolder("neither");

        project.Errors("this is not C#").Should().HaveCount(2).And.OnlyContain(error => error.Contains("MERGE1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_recipe_is_an_error()
    {
        using var project = Project.OfThree();

        var compile = () => RecipeProgram.Load(project.Request with { RecipePath = "none.csx" });

        compile.Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle()
            .Which.ToString().Should().Be("none.csx: error MERGE2001: the recipe does not exist; write it, or name another one");
    }

    [Fact]
    public void Different_shapes_are_listed()
    {
        using var project = new Project()
            .Add("a", TinyModel.Llama(1)).Add("b", TinyModel.Llama(1).Without("model.norm.weight").With("model.norm.weight", 5));

        project.Error("\nOutput = Average(a, b);").Should().Be(
            "recipe.csx(2,10): error MERGE3002: Average: shapes differ: model.norm.weight is [4] in a and [5] in b");
    }

    [Fact]
    public void Different_vocabularies_get_a_remark()
    {
        using var project = new Project().Add("a", TinyModel.Llama(1))
            .Add("b", TinyModel.Llama(1).Without("model.embed_tokens.weight").With("model.embed_tokens.weight", 20, 4));

        project.Error("Output = a + (b - a);").Should().Contain("[16, 4] in a and [20, 4] in b").And.EndWith("different vocabularies cannot be merged yet");
    }

    [Fact]
    public void Only_the_first_differences_are_listed()
    {
        var (a, b) = (TinyModel.Empty, TinyModel.Empty);
        for (var i = 0; i < 30; i++)
        {
            a.With($"h.{i}.w", 2);
            b.With($"h.{i}.w", 3);
        }
        using var project = new Project().Add("a", a).Add("b", b);

        project.Error("Output = Average(a, b);").Should().Be(
            "recipe.csx(1,10): error MERGE3002: Average: shapes differ: h.0.w is [2] in a and [3] in b, h.1.w is [2] in a and [3] in b, h.2.w is [2] in a and [3] in b and 27 more");
    }

    [Fact]
    public async Task A_recipe_that_never_ends_can_be_cancelled()
    {
        using var project = Project.OfThree();
        using var cancellation = new CancellationTokenSource();
        var compile = Task.Run(() => project.Compile("while (System.IO.Directory.Exists(\"/\")) System.Threading.Thread.Sleep(10);", cancellation.Token));
        cancellation.CancelAfter(TimeSpan.FromSeconds(1));

        var time = Stopwatch.StartNew();
        await FluentActions.Awaiting(() => compile).Should().ThrowAsync<OperationCanceledException>();

        time.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(30));
    }
}
