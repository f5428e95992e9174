namespace MergeSdk.Recipes.Tests;

public sealed class AlgebraTests
{
    [Theory]
    [InlineData("Base", "Base")]
    [InlineData("Base + (code - Base)", "Base + (code - Base)")]
    [InlineData("Base - (code - Base)", "Base + (-1 * (code - Base))")]
    [InlineData("Base + 0.6 * (code - Base) + 0.4 * (fr - Base)", "Base + (0.6 * (code - Base) + 0.4 * (fr - Base))")]
    [InlineData("Base + (0.6 * (code - Base) + 0.4 * (fr - Base))", "Base + (0.6 * (code - Base) + 0.4 * (fr - Base))")]
    [InlineData("Base + 2 * (0.5 * (code - Base) - (fr - Base))", "Base + ((code - Base) + -2 * (fr - Base))")]
    [InlineData("Base + -(code - Base) * 0.5", "Base + (-0.5 * (code - Base))")]
    [InlineData("Base + 1 * (code - Base)", "Base + (code - Base)")]
    [InlineData("Base + 0 * (code - Base)", "Base")]
    [InlineData("Base + (code - code)", "Base")]
    [InlineData("fr + (code - Base)", "fr + (code - Base)")]
    [InlineData("Average(Base, code)", "(0.5 * Base + 0.5 * code)")]
    [InlineData("Average(Base)", "Base")]
    [InlineData("Average(new[] { Base, code }.Where(m => m != null))", "(0.5 * Base + 0.5 * code)")]
    [InlineData("Linear([(code, 0.7), (fr, 0.3)])", "(0.7 * code + 0.3 * fr)")]
    [InlineData("Linear([(code, 3), fr])", "(0.75 * code + 0.25 * fr)")]
    [InlineData("Linear([(code, 3), fr], normalize: false)", "(3 * code + fr)")]
    [InlineData("Linear([(code, 0), (fr, 5)])", "fr")]
    [InlineData("Slerp(code, fr, 0.5)", "Slerp(code, fr, t: 0.5)")]
    [InlineData("Slerp(code, fr, t: 0)", "code")]
    [InlineData("Slerp(code, fr, t: 1)", "fr")]
    [InlineData("Base + Trim(code - Base, density: 0.5)", "Base + Trim((code - Base), density: 0.5)")]
    [InlineData("Base + Trim(code - Base, density: 0.5, rescale: true)", "Base + Trim((code - Base), density: 0.5, rescale: true)")]
    [InlineData("Base + Trim(code - Base, density: 1)", "Base + (code - Base)")]
    [InlineData("Base + Dare(code - Base, 0.1, seed: 7)", "Base + Dare((code - Base), density: 0.1, seed: 7)")]
    [InlineData("Base + Dare(code - Base, 0.1, rescale: DareRescale.Density)", "Base + Dare((code - Base), density: 0.1, seed: 0, rescale: Density)")]
    [InlineData("Base + Dare(code - Base, 1)", "Base + (code - Base)")]
    [InlineData("Base + Ties([code - Base, fr - Base])", "Base + Ties([((code - Base), 1), ((fr - Base), 1)], normalize: true, lambda: 1)")]
    [InlineData(
        "Base + Ties([(code - Base, 0.6), (fr - Base, 0.4)], density: 0.5, lambda: 2, normalize: false)",
        "Base + Ties([(Trim((code - Base), density: 0.5), 0.6), (Trim((fr - Base), density: 0.5), 0.4)], normalize: false, lambda: 2)")]
    [InlineData(
        "Base + Ties([(Dare(code - Base, 0.5), 0.5), (fr - Base, Gradient(0.5))])",
        "Base + Ties([(Dare((code - Base), density: 0.5, seed: 0), 0.5), ((fr - Base), 0.5)], normalize: true, lambda: 1)")]
    [InlineData("Base + 0.5 * Ties([code - Base])", "Base + (0.5 * Ties([((code - Base), 1)], normalize: true, lambda: 1))")]
    [InlineData("Base + Ties([(code - Base, 0), fr - Base])", "Base + Ties([((fr - Base), 1)], normalize: true, lambda: 1)")]
    [InlineData("Base + Ties([code - Base], lambda: 0)", "Base")]
    public void Expressions_mean_what_the_table_says(string expression, string expected)
    {
        using var project = Project.OfThree();

        project.Expression($"Output = {expression};").Should().Be(expected);
    }

    [Fact]
    public void A_recipe_is_a_program()
    {
        using var project = Project.OfThree();

        var text = project.Expression("""
            var donors = new[] { code, fr };
            var vectors = donors.Select(donor => donor - Base);
            Output = Base + Ties([.. vectors], density: Density());
            Param Density() => 0.5;
            """);

        text.Should().Be("Base + Ties([(Trim((code - Base), density: 0.5), 1), (Trim((fr - Base), density: 0.5), 1)], normalize: true, lambda: 1)");
    }

    [Fact]
    public void A_plain_copy_reads_only_its_tensor()
    {
        using var project = Project.OfThree();

        var plan = project.Plan("Output = Base + (code - code) + Trim(fr - Base, 0);");

        plan.Tensors.Should().OnlyContain(tensor => tensor.Inputs.Count == 1);
        plan.Models.Should().ContainSingle().Which.Name.Should().Be("Base");
    }

    [Fact]
    public void Tensors_treated_alike_share_their_nodes()
    {
        using var project = Project.OfThree();

        var plan = project.Plan("Output = Base + 0.5 * (code - Base);");

        plan.Tensors.Should().HaveCount(11).And.OnlyContain(tensor => tensor.Inputs.Count == 2);
        // Two inputs, difference, product and sum, for each of the shapes [16, 4], [4, 4], [8, 4] and [4].
        plan.Tensors.Select(tensor => tensor.Node).Distinct().Should().HaveCount(4);
        plan.Nodes.Should().HaveCount(4 * 5).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public void The_seed_counts_wherever_it_is_assigned()
    {
        using var project = Project.OfThree();

        var plan = project.Plan("Output = Base + Dare(code - Base, 0.5); Seed = 42;");

        plan.Seed.Should().Be(42);
        plan.Text("model.norm.weight").Should().Contain("seed: 42");
    }
}
