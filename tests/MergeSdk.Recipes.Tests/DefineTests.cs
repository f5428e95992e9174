using MergeSdk.Build;
using MergeSdk.Build.Session;
using MergeSdk.Graph;
using MergeSdk.Hub;
using MergeSdk.TestModels;

namespace MergeSdk.Recipes.Tests;

/// <summary>Methods that a recipe defines: as plans, as errors, and as numbers.</summary>
public sealed class DefineTests : IDisposable
{
    const string Max = "(inputs, output) => { for (var i = 0; i < output.Length; i++) output[i] = MathF.Max(inputs[0][i], inputs[1][i]); }";

    readonly Project _project = Project.OfThree();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void The_plan_names_the_method_its_operands_and_the_version_of_its_code()
    {
        var models = _project.Expression($"Output = Define(\"max\", [code, fr], {Max});");
        var vectors = _project.Expression($"Output = Base + Define(\"max\", [code - Base, 0.5 * (fr - Base)], {Max});");

        models.Should().MatchRegex("^Define\\(\"max\", \\[code, fr\\], code: [0-9a-f]{32}\\)$");
        vectors.Should().MatchRegex("^Base \\+ Define\\(\"max\", \\[\\(code - Base\\), \\(0.5 \\* \\(fr - Base\\)\\)\\], code: [0-9a-f]{32}\\)$");
    }

    [Fact]
    public void Parameters_are_resolved_for_each_tensor()
    {
        var plan = _project.Plan("Output = Define(\"blend\", [code, fr], (inputs, output) => { }, [Gradient(0, 3), 0.5]);");

        plan.Text("model.layers.1.mlp.up_proj.weight").Should().Contain("parameters: [1, 0.5]");
        plan.Text("model.norm.weight").Should().Contain("parameters: [3, 0.5]");
    }

    [Fact]
    public void Functions_and_lists_of_any_kind_compile()
    {
        _project.Expression("""
            void Pick(MethodInputs inputs, Span<float> output) => inputs[inputs.Count - 1].CopyTo(output);
            Output = Define("pick", [code, fr], Pick, parameters: []);
            """).Should().StartWith("Define(\"pick\"");
        _project.Expression("List<Model> models = [code, fr]; Output = Define(\"sum\", models.Append(Base), (inputs, output) => inputs[2].CopyTo(output));")
            .Should().StartWith("Define(\"sum\", [code, fr, Base]");
    }

    [Fact]
    public void Two_methods_of_one_name_are_told_apart_and_the_same_one_twice_is_one()
    {
        var compiled = _project.Compile($$"""
            TileFunction shared = {{Max}};
            TaskVector Scaled(float factor, TaskVector vector) => Define("scaled", [vector], (inputs, output) => output[0] = factor * inputs[0][0]);
            Output = Define("max", [Define("max", [code, fr], shared), Base], shared) + Scaled(1, code - Base) + Scaled(2, fr - Base);
            """);

        compiled.UserMethods.Keys.Should().BeEquivalentTo("max", "scaled", "scaled (2)");
    }

    [Fact]
    public void Recipes_without_such_methods_have_no_code()
    {
        _project.Compile("var unused = Define(\"x\", [code], (inputs, output) => { }); Output = code;").UserMethods.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Output = Define(\"x\", [code], (inputs, output) => { output[0] = 1; });", "// A comment.\nOutput = Define( \"x\", [code],\n   (inputs, output) => { output[0] = 1; } ); /* and more */", true)]
    [InlineData("Output = Define(\"x\", [code], (inputs, output) => { output[0] = 1; });", "Output = Define(\"x\", [code], (inputs, output) => { output[0] = 2; });", false)]
    [InlineData("#load \"part.csx\"\nOutput = Define(\"x\", [code], One);", "#load \"part.csx\"\n\n\nOutput = Define(\"x\", [code], One);", true)]
    public void A_comment_is_the_same_code_and_a_changed_token_is_not(string before, string after, bool same)
    {
        _project.AddFile("part.csx", "void One(MethodInputs inputs, Span<float> output) => output[0] = 1;");

        (_project.Expression(before) == _project.Expression(after)).Should().Be(same);
    }

    [Fact]
    public void Loaded_files_and_referenced_assemblies_are_part_of_the_code()
    {
        const string Recipe = "#load \"part.csx\"\nOutput = Define(\"x\", [code], One);";
        _project.AddFile("part.csx", "void One(MethodInputs inputs, Span<float> output) => output[0] = 1;");
        var first = _project.Expression(Recipe);

        _project.AddFile("part.csx", "void One(MethodInputs inputs, Span<float> output) => output[0] = 3;");
        var second = _project.Expression(Recipe);
        _project.Reference(FileTests.Emit(_project.Folder, "Library", "public static class Library { public static float Half => 0.5f; }"));
        var third = _project.Expression(Recipe);

        new[] { first, second, third }.Should().OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData("Output = Define(\"x\", [], (inputs, output) => { });", "recipe.csx(1,10): error MERGE2009: Define(\"x\") needs at least one model")]
    [InlineData("Output = Base + Define(\"x\", new TaskVector[0], (inputs, output) => { });", "recipe.csx(1,17): error MERGE2009: *")]
    [InlineData("Output = Define(\"x\", null, (inputs, output) => { });", "recipe.csx(1,10): error MERGE2009: *")]
    [InlineData("Output = Define(\"x\", [code, Output], (inputs, output) => { });", "recipe.csx(1,10): error MERGE2005: a model is null*")]
    [InlineData("Output = Define(\" \", [code], (inputs, output) => { });", "recipe.csx(1,10): error MERGE2020: Define: \" \" is not a name*")]
    [InlineData("Output = Define(\"a#0\", [code], (inputs, output) => { });", "recipe.csx(1,10): error MERGE2020: *")]
    [InlineData("Output = Define(\"x\", [code], null);", "recipe.csx(1,10): error MERGE2020: Define: \"x\" has no function that combines")]
    [InlineData("Output = Define(\"x\", [code], 0, (inputs, sums) => { }, (inputs, sums, output) => { });", "recipe.csx(1,10): error MERGE2020: Define: \"x\" has 0 sums; 1 to 64 are possible")]
    [InlineData("Output = Define(\"x\", [code], sums: 65, measure: (inputs, sums) => { }, combine: (inputs, sums, output) => { });", "recipe.csx(1,10): error MERGE2020: *65 sums*")]
    [InlineData("Output = Define(\"x\", [code], sums: 1, measure: null, combine: (inputs, sums, output) => { });", "recipe.csx(1,10): error MERGE2020: *measures")]
    [InlineData("Output = Define(\"x\", [code], (inputs, output) => { }, [double.NaN]);", "recipe.csx(1,1): error MERGE2008: *NaN*")]
    [InlineData("Output = Define(\"x\", [code, small], (inputs, output) => { });", "recipe.csx(1,10): error MERGE3002: Define(\"x\"): shapes differ: model.norm.weight is ?4? in code and ?8? in small")]
    [InlineData("Output = Define(\"x\", [code, fr - Base], (inputs, output) => { });", "*error CS*")]
    public void A_mistake_is_one_error_with_its_place(string recipe, string expected)
    {
        _project.Add("small", TinyModel.Llama(4).Without("model.norm.weight").With("model.norm.weight", 8));

        _project.Error(recipe).Should().Match(expected).And.NotContain("\n");
    }

    [Fact]
    public void An_exception_of_the_code_is_an_error_at_its_line()
    {
        var error = Build("Output =\n Define(\"my max\", [a, b], (inputs, output) =>\n {\n  output[output.Length] = 1;\n });");

        error.Should().Be("recipe.csx(4,3): error MERGE2021: IndexOutOfRangeException in the method \"my max\", for the tensor w: Index was outside the bounds of the array.");
        Build("Output = Define(\"m\", [a], 1, (inputs, sums) => throw new NotSupportedException(\"not\\nyet\"), (inputs, sums, output) => { });")
            .Should().Be("recipe.csx(1,48): error MERGE2021: NotSupportedException in the method \"m\", for the tensor w: not yet");
    }

    [Fact]
    public void The_numbers_are_those_of_the_function()
    {
        Build("Output = Define(\"max\", [a, b], (inputs, output) => { for (var i = 0; i < output.Length; i++) output[i] = MathF.Max(inputs[0][i], inputs[1][i]); });");
        Result().Should().Equal(A.Zip(B, (x, y) => (double)MathF.Max(x, y)));

        // Left out elements are zero, and so is what a vector does not have.
        Build("Output = a + Define(\"first\", [b - a, b - b], (inputs, output) => { output[0] = inputs[0][0] + inputs[1][0]; if (inputs.Start > 0) output[0] = 7; });");
        Result().Where((value, i) => value != A[i]).Should().HaveCount(1 + ((A.Length - 1) / 4096));

        Build("""
            Output = Define("as long as a", [a, b], sums: 2,
                measure: (inputs, sums) =>
                {
                    for (var i = 0; i < inputs.Length; i++)
                    {
                        sums[0] += (double)inputs[0][i] * inputs[0][i];
                        sums[1] += (double)inputs[1][i] * inputs[1][i];
                    }
                },
                combine: (inputs, sums, output) =>
                {
                    var factor = (float)(inputs.Parameters[0] * Math.Sqrt(sums[0] / sums[1]));
                    for (var i = 0; i < output.Length; i++)
                        output[i] = factor * inputs[1][i];
                },
                parameters: [2]);
            """);
        double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));
        Norm(Result()).Should().BeApproximately(2 * Norm(A.Select(value => (double)value)), 1e-4);
    }

    [Fact]
    public void A_plan_without_the_code_is_an_error()
    {
        Build("Output = Define(\"max\", [a], (inputs, output) => { });", withCode: false)
            .Should().Be("mergesdk: error MERGE2022: the plan uses the method \"max\", which the recipe defines, and its code is not here: a plan does not hold code. Merge from the recipe.");
    }

    static readonly float[] A = [.. Enumerable.Range(0, 10_000).Select(i => (i % 17 - 8) / 16f)];
    static readonly float[] B = [.. Enumerable.Range(0, 10_000).Select(i => (i % 13 - 6) / 8f)];

    double[] Result() => ModelFolder.Read(Path.Combine(_project.Folder, "bin"))["w"].ToDoubles();

    /// <summary>Compiles and merges the models a and b; the error, if there is one.</summary>
    string? Build(string recipe, bool withCode = true)
    {
        using var project = new Project();
        foreach (var (name, values) in new[] { ("a", A), ("b", B) })
        {
            ModelFolder.Write(Path.Combine(project.Folder, name), new Dictionary<string, PlainTensor> { ["w"] = PlainTensor.F32([values.Length], values) }, "{}");
            project.AddFolder(name);
        }
        var compiled = project.Compile(recipe);
        try
        {
            MergeBuild.Run(new MergeRequest
            {
                Plan = compiled.Plan,
                Checkpoints = compiled.Checkpoints,
                OutputFolder = Path.Combine(_project.Folder, "bin"),
                StateFolder = Path.Combine(_project.Folder, "obj"),
                LockFile = Path.Combine(_project.Folder, "merge.lock.json"),
                Papers = new HubPapers(),
                UserMethods = withCode ? compiled.UserMethods : new Dictionary<string, UserMethodCode>(),
            }, default);
            return null;
        }
        catch (MergeException e)
        {
            return e.Diagnostics.Should().ContainSingle().Subject.ToString().Replace(project.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        }
    }
}
