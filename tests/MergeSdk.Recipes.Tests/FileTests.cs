using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MergeSdk.Recipes.Tests;

public sealed class FileTests
{
    [Fact]
    public void Loaded_files_are_resolved_from_the_file_that_loads_them()
    {
        using var project = Project.OfThree()
            .AddFile("parts/first.csx", "#load \"second.csx\"\nTaskVector First() => Half(code - Base);")
            .AddFile("parts/second.csx", "TaskVector Half(TaskVector v) => 0.5 * v;");

        var result = project.Compile("#load \"parts/first.csx\"\nOutput = Base + First();");

        result.Plan.Text("model.norm.weight").Should().Be("Base + (0.5 * (code - Base))");
        result.Files.Should().Equal(
            project.RecipePath, Path.Combine(project.Folder, "parts", "first.csx"), Path.Combine(project.Folder, "parts", "second.csx"));
    }

    [Fact]
    public void Errors_in_loaded_files_have_their_positions()
    {
        using var project = Project.OfThree()
            .AddFile("range.csx", "TaskVector Thin(TaskVector v) =>\n    Trim(v, 2);").AddFile("syntax.csx", "\nint x = y;");

        project.Error("#load \"range.csx\"\nOutput = Base + Thin(code - Base);").Should().StartWith("range.csx(2,13): error MERGE2008");
        project.Error("#load \"syntax.csx\"\nOutput = Base;").Should().StartWith("syntax.csx(2,9): error CS0103");
        project.Error("#load \"none.csx\"\nOutput = Base;").Should().StartWith("recipe.csx(1,7): error CS1504");
    }

    [Fact]
    public void Positions_name_the_recipe_as_the_request_does()
    {
        using var project = Project.OfThree();
        File.WriteAllText(project.RecipePath, "Output = x;");
        var relative = Path.GetRelativePath(".", project.RecipePath);

        var compile = () => RecipeProgram.Load(project.Request with { RecipePath = relative }).Plan();

        compile.Should().Throw<MergeException>().Which.Diagnostics[0].Position.Should().Be(new SourcePosition(relative, 1, 10));
    }

    [Fact]
    public void Referenced_assemblies_and_their_neighbors_are_usable()
    {
        using var project = Project.OfThree();
        var inner = Emit(project.Folder, "Inner", "public static class Inner { public static double Half => 0.5; }");
        var outer = Emit(project.Folder, "Outer", "public static class Outer { public static double Half => Inner.Half; }", inner);
        project.AddFile("native.dll", "not managed").Reference(outer).Reference(Path.Combine(project.Folder, "native.dll"));

        project.Expression("Output = Base + Outer.Half * (code - Base);").Should().Be("Base + (0.5 * (code - Base))");
    }

    [Fact]
    public void A_library_of_recipe_functions_is_usable()
    {
        using var project = Project.OfThree();
        var library = Emit(
            project.Folder, "Library",
            "using MergeSdk.Recipes; public static class Library { public static TaskVector Thin(this TaskVector v, double d) => Functions.Trim(v, d); }",
            typeof(Model).Assembly.Location);
        project.Reference(library);

        project.Expression("Output = Base + (code - Base).Thin(0.5);").Should().Be("Base + Trim((code - Base), density: 0.5)");
        project.Error("Output = Base;\nOutput = Base + (code - Base).Thin(5);").Should().StartWith("recipe.csx(2,36): error MERGE2008");
    }

    [Fact]
    public void Assemblies_can_be_referenced_in_the_recipe()
    {
        using var project = Project.OfThree();
        var assembly = Emit(project.Folder, "Numbers", "public static class Numbers { public static double Third => 0.25; }");

        var result = project.Compile("#r \"Numbers.dll\"\nOutput = Base + Numbers.Third * (code - Base);");

        result.Plan.Text("model.norm.weight").Should().Be("Base + (0.25 * (code - Base))");
        result.Files.Should().Equal(project.RecipePath, assembly);
    }

    [Fact]
    public void Recipes_can_be_compiled_at_the_same_time() =>
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using var project = Project.OfThree(layers: 1);
            project.Error("OutputType = BFloat16;\nOutput = Base + Ties([code - Base], density: 2);").Should().StartWith("recipe.csx(2,46): error MERGE2008");
        });

    [Fact]
    public void The_framework_is_usable()
    {
        using var project = Project.OfThree();

        project.Expression("""
            using System.Text.Json;
            using System.Text.RegularExpressions;
            var weights = JsonSerializer.Deserialize<double[]>("[0.5]");
            Output = Base + weights[0] * (code - Base);
            """).Should().Be("Base + (0.5 * (code - Base))");
    }

    internal static string Emit(string folder, string name, string text, params string[] references)
    {
        var core = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(text)],
            [.. new[] { Path.Combine(core, "System.Runtime.dll"), typeof(object).Assembly.Location }.Concat(references).Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var path = Path.Combine(folder, name + ".dll");
        compilation.Emit(path).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Should().BeEmpty();
        return path;
    }
}
