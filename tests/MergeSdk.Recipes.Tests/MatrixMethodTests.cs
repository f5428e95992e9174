using MergeSdk.Tensors;

namespace MergeSdk.Recipes.Tests;

/// <summary>RegMean, TsvMerge and IsoC: what is planned for matrices and for other tensors.</summary>
public sealed class MatrixMethodTests
{
    const string Matrix = "model.layers.0.mlp.up_proj.weight";
    const string Both = "(code - Base), (fr - Base)";

    [Theory]
    [InlineData("RegMean([v, w])", $"Base + RegMean(TaskGrams([{Both}]), ((code - Base) + (fr - Base)), c: 0.001)", "Base + (0.5 * (code - Base) + 0.5 * (fr - Base))")]
    [InlineData("0.5 * RegMean([v], c: 0.1)", "Base + (0.5 * RegMean(TaskGrams([(code - Base)]), ((code - Base)), c: 0.1))", "Base + (0.5 * ((code - Base)))")]
    [InlineData("TsvMerge([v, w])", $"Base + TsvMerge([{Both}])", "Base + (0.5 * (code - Base) + 0.5 * (fr - Base))")]
    [InlineData("TsvMerge([v, w], alpha: 2)", $"Base + (2 * TsvMerge([{Both}]))", "Base + ((code - Base) + (fr - Base))")]
    [InlineData("IsoC([v, w])", "Base + IsoC(((code - Base) + (fr - Base)))", "Base + (0.5 * (code - Base) + 0.5 * (fr - Base))")]
    [InlineData("IsoC([Trim(v, 0.5)], alpha: 0.5)", "Base + (0.5 * IsoC(Trim((code - Base), density: 0.5)))", "Base + (0.5 * Trim((code - Base), density: 0.5))")]
    public void Matrices_are_merged_and_other_tensors_averaged(string recipe, string matrix, string norm)
    {
        using var project = Project.OfThree();
        var plan = project.Plan($"var (v, w) = (code - Base, fr - Base); Output = Base + {recipe};");

        plan.Text(Matrix).Should().Be(matrix);
        plan.Text("model.norm.weight").Should().Be(norm);
    }

    [Fact]
    public void A_matrix_of_fewer_rows_than_vectors_is_averaged_by_TsvMerge()
    {
        using var project = Project.OfThree();

        project.Expression("var v = code - Base; Output = Base + TsvMerge([v, v, v, v, v]);", Matrix).Should().StartWith("Base + (0.2 * (code - Base)");
    }

    [Theory]
    [InlineData("RegMean([code - Base], c: 0)", "43): error MERGE2008: c is 0; it must be above 0")]
    [InlineData("TsvMerge([])", "17): error MERGE2009: TsvMerge needs at least one task vector; it has 0")]
    [InlineData("IsoC([code - Base], alpha: double.NaN)", "1): error MERGE2008: a parameter is NaN; it must be a finite number")]
    public void Mistakes_are_found_before_a_weight_is_read(string recipe, string expected)
    {
        using var project = Project.OfThree();

        project.Error($"Output = Base + {recipe};").Should().Be($"recipe.csx(1,{expected}");
    }

    [Fact]
    public void A_matrix_too_large_for_its_Gram_matrix_is_refused()
    {
        using var project = new Project();
        foreach (var name in new[] { "base", "code" })
            project.Add(name, TinyModel.Llama(1).With("wide.weight", DType.Float32, 2, 50_000));

        project.Error("Output = Base + RegMean([code - Base]);").Should().Contain("MERGE4007: RegMean: the tensor wide.weight [2, 50000] is too large");
    }
}
