using System.Globalization;
using MergeSdk.Graph.Plans;
using MergeSdk.Recipes.Arithmetic;

namespace MergeSdk.Recipes.Tests;

/// <summary>Recipes whose loops make expressions deep or large: they plan, or are refused where they say so.</summary>
public sealed class DepthTests
{
    [Theory]
    [InlineData("m = Slerp(m, code, 0.25)", 1)]
    [InlineData("m = Slerp(code, m, 0.25)", 1)]
    [InlineData("m = Slerp(m, Passthrough(m, 2), 0.5)", 2)]
    [InlineData("m = Linear([(m, 0.9), (code, 0.1)])", 1)]
    [InlineData("m = Karcher([m, code])", 1)]
    [InlineData("m = Passthrough(m, 0.5)", 1)]
    [InlineData("m = Define(\"own\", [m, code], (inputs, output) => { })", 1)]
    [InlineData("m = m.Layers[..]", 1)]
    [InlineData("m = Stack(m.Layers[..1], code.Layers[1..])", 2)]
    [InlineData("m = Base + Dare(m - Base, 0.5)", 3)]
    [InlineData("m = Base + Ties([m - Base, code - Base], density: 0.5)", 3)]
    [InlineData("m = Base + ModelStock([m - Base, code - Base])", 3)]
    [InlineData("m = Base + RegMean([m - Base])", 3)]
    [InlineData("m = Base + TsvMerge([m - Base, code - Base], alpha: 2)", 3)]
    public void The_deepest_recipe_plans_with_less_stack_than_any_system_gives(string step, int depth)
    {
        using var project = Project.OfThree(layers: 2);
        var times = (RecipeNode.MostDepth - 1) / depth;
        Exception? failure = null;
        var thread = new Thread(
            () => failure = Record.Exception(() =>
            {
                var plan = project.Plan($"var m = fr; for (var i = 0; i < {times}; i++) {step}; Output = m;");
                var path = Path.Combine(project.Folder, "plan.json");
                using (var file = File.Create(path))
                    MergePlanFile.Write(plan, file);
                MergePlanFile.Read(path, new Graph.MethodCatalog(typeof(Linear).Assembly)).Tensors.Select(tensor => tensor.Node.Digest).Should().Equal(plan.Tensors.Select(tensor => tensor.Node.Digest));
            }),
            maxStackSize: 1 << 20);
        thread.Start();
        thread.Join();

        failure.Should().BeNull();
    }

    [Theory]
    [InlineData("var m = code;", "m = Slerp(m, Base, 0.5);")]
    [InlineData("var m = code;", "m = Base + Ties([m - Base, fr - Base]);")]
    [InlineData("var m = code;", "m = m.Layers[..];")]
    [InlineData("var v = code - Base; Model m = null;", "v = v + 0.5 * v; m = Base + v;")]
    public void A_loop_that_goes_too_far_is_refused_where_it_does(string start, string step)
    {
        using var project = Project.OfThree(layers: 2);

        project.Error($"{start}\nfor (var i = 0; i < 100_000; i++)\n{{\n    {step}\n}}\nOutput = m;").Should().MatchRegex(
            @"^recipe\.csx\(4,\d+\): error MERGE2030: operations are nested 40001 deep; 40000 are possible\. Give one call more models");
    }

    [Theory]
    [InlineData("var v = code - Base; for (var i = 0; i < 22; i++) v = v + 0.5 * v; Output = Base + v;", 3000)]
    [InlineData("var m = code; for (var i = 0; i < 60; i++) m = Average(m, Slerp(m, fr, 0.5)); Output = m;", 125)]
    [InlineData("var m = code; for (var i = 0; i < 40; i++) m = Base + RegMean([m - Base, fr - Base]); Output = m;", 210)]
    [InlineData("Output = Base + Enumerable.Range(1, 30_000).Select(i => 1.0 / i * (i % 2 == 0 ? code - Base : fr - Base)).Aggregate((sum, next) => sum + next);", 400)]
    public void What_is_used_twice_is_planned_once(string recipe, int mostNodesOfAShape)
    {
        using var project = Project.OfThree(layers: 1);

        var plan = project.Plan(recipe);

        // Tensors of one type and shape share their steps.
        plan.Nodes.CountBy(node => node.Type.Shape).Max(shape => shape.Value).Should().BeLessThan(mostNodesOfAShape);
    }

    [Fact]
    public void Of_the_parts_of_a_stack_a_tensor_has_one()
    {
        using var project = Project.OfThree();

        project.Plan("""
            var v = code - Base;
            var large = Base + Enumerable.Range(1, 2000).Select(i => 1.0 / i * v).Aggregate((sum, next) => sum + next);
            Output = Stack(Enumerable.Range(0, 40).Select(i => large.Layers[(i % 4)..(i % 4 + 1)]));
            """).Tensors.Should().HaveCount(83);
    }

    [Fact]
    public void A_running_mean_of_a_thousand_vectors_is_a_flat_sum()
    {
        using var project = Project.OfThree();

        var plan = project.Plan("var mean = code - Base; for (var i = 0; i < 1000; i++) mean = 0.9 * mean + 0.1 * (fr - Base); Output = Base + mean;");

        var sums = plan.Nodes.Where(node => node.Method is Linear).ToList();
        sums.Should().OnlyHaveUniqueItems(sum => sum.Type.Shape);
        sums.Should().NotBeEmpty().And.OnlyContain(sum => sum.Operands.Length == 1001);
        ((Linear)sums[0].Method).Weights[0].Should().Be(Enumerable.Range(0, 1000).Aggregate(1.0, (weight, _) => weight * 0.9));
    }

    [Fact]
    public void Long_descriptions_are_cut()
    {
        using var project = Project.OfThree().Add("wide", TinyModel.Llama(4).Without("model.norm.weight").With("model.norm.weight", 5));

        var error = project.Error("var v = code - Base; for (var i = 0; i < 200; i++) v = Dare(v, 0.9); Output = wide + v;");

        error.Length.Should().BeLessThan(1000);
        error.Should().Contain(string.Create(CultureInfo.InvariantCulture, $"{string.Concat(Enumerable.Repeat("Dare(", 16))}…"));
    }
}
