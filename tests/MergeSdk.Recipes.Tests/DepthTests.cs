using System.Globalization;
using MergeSdk.Engine;

namespace MergeSdk.Recipes.Tests;

/// <summary>Recipes whose loops make expressions deep or large: they plan, or are refused where they say so.</summary>
public sealed class DepthTests
{
    [Theory]
    [InlineData("m = Slerp(m, code, 0.25)", 1)]
    [InlineData("m = Slerp(code, m, 0.25)", 1)]
    [InlineData("m = Linear([(m, 0.9), (code, 0.1)])", 1)]
    [InlineData("m = Karcher([m, code])", 1)]
    [InlineData("m = Passthrough(m, 0.5)", 1)]
    [InlineData("m = Define(\"own\", [m, code], (inputs, output) => { })", 1)]
    [InlineData("m = m.Layers[..]", 1)]
    [InlineData("m = Stack(m.Layers[..2], code.Layers[2..])", 2)]
    [InlineData("m = Base + Dare(m - Base, 0.5)", 3)]
    [InlineData("m = Base + Ties([m - Base, code - Base], density: 0.5)", 3)]
    [InlineData("m = Base + ModelStock([m - Base, code - Base])", 3)]
    [InlineData("m = Base + TsvMerge([m - Base, code - Base], alpha: 2)", 3)]
    [InlineData("m = Base + IsoC([m - Base, code - Base], alpha: 2)", 3)]
    public void The_deepest_recipe_plans_with_less_stack_than_any_system_gives(string step, int depth)
    {
        using var project = Project.OfThree();
        var times = (RecipeNode.MostDepth - 1) / depth;
        Exception? failure = null;
        var thread = new Thread(
            () => failure = Record.Exception(() =>
            {
                var plan = project.Plan($"var m = fr; for (var i = 0; i < {times}; i++) {step}; Output = m;");
                var path = Path.Combine(project.Folder, "plan.json");
                MergePlanFile.WriteIfDifferent(plan, path);
                MergePlanFile.Read(path).Expressions.Select(expression => expression.ToString()).Should().Equal(plan.Expressions.Select(expression => expression.ToString()));
            }),
            maxStackSize: 1 << 20);
        thread.Start();
        thread.Join();

        failure.Should().BeNull();
    }

    [Theory]
    [InlineData("var m = code;", "m = Slerp(m, Base, 0.5);", "operations are nested 501 deep; 500 are possible.")]
    [InlineData("var m = code;", "m = Base + Ties([m - Base, fr - Base]);", "operations are nested 501 deep; 500 are possible.")]
    [InlineData("var m = code;", "m = m.Layers[..];", "operations are nested 501 deep; 500 are possible.")]
    [InlineData("var m = code;", "m = Slerp(m, Passthrough(m, 2), 0.5);", "a tensor's expression has 12286 parts, what is used twice counted twice; 10000 are possible.")]
    [InlineData("var v = code - Base; Model m = null;", "v = v + 0.5 * v; m = Base + v;", "a tensor's expression has 12289 parts, what is used twice counted twice; 10000 are possible.")]
    [InlineData("var v = code - Base; Model m = null;", "v = Gradient(0, 1) * v + (fr - Base); m = Base + v;", "a tensor's expression has 10006 parts, what is used twice counted twice; 10000 are possible.")]
    [InlineData("var m = code;", "m = Base + RegMean([m - Base]);", "a tensor's expression has 16375 parts, what is used twice counted twice; 10000 are possible.")]
    public void A_loop_that_goes_too_far_is_refused_where_it_does(string start, string step, string what)
    {
        using var project = Project.OfThree();

        project.Error($"{start}\nfor (var i = 0; i < 10_000; i++)\n{{\n    {step}\n}}\nOutput = m;").Should().MatchRegex(
            $@"^recipe\.csx\(4,\d+\): error MERGE2030: {System.Text.RegularExpressions.Regex.Escape(what)} Give one call more models");
    }

    [Fact]
    public void Models_that_stand_in_for_missing_tensors_count_as_often_as_they_do()
    {
        using var project = Project.OfThree().Add("less", TinyModel.Llama(4).Without("model.norm.weight"));

        project.Error("Missing = FromBase; var m = code; for (var i = 0; i < 40; i++) m = ArceeFusion(m, less); Output = m;")
            .Should().StartWith("recipe.csx: error MERGE2030: a tensor's expression has");
    }

    [Fact]
    public void Task_vectors_that_stand_in_for_zeros_count_as_often_as_they_do()
    {
        using var project = Project.OfThree();

        project.Error("var m = code; for (var i = 0; i < 40; i++) m = Base + Sce([m - Base, fr - fr]); Output = m;")
            .Should().StartWith("recipe.csx: error MERGE2030: a tensor's expression has");
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

        var sum = plan.Expressions.Should().ContainSingle().Which.Should().BeOfType<Engine.Methods.Add>().Which.Vector.Should().BeOfType<Engine.Methods.WeightedSum>().Subject;
        sum.Terms.Should().HaveCount(1001);
        sum.Weights[0].Should().Be(Enumerable.Range(0, 1000).Aggregate(1.0, (weight, _) => weight * 0.9));
    }

    [Fact]
    public void Long_descriptions_are_cut()
    {
        using var project = Project.OfThree().Add("wide", TinyModel.Llama(4).Without("model.norm.weight").With("model.norm.weight", 5));

        var error = project.Error("var v = code - Base; for (var i = 0; i < 200; i++) v = Dare(v, 0.9); Output = wide + v;");

        error.Length.Should().BeLessThan(1000);
        error.Should().Contain(string.Create(CultureInfo.InvariantCulture, $"{string.Concat(Enumerable.Repeat("Dare(", 20))}…"));
    }
}
