namespace MergeSdk.Recipes.Tests;

/// <summary>A recipe that was compiled by an earlier build is run again, and compiled again when anything that the compiler saw has changed.</summary>
public sealed class CacheTests : IDisposable
{
    const string Library = "public static class Library { public static double Half => 0.5; }";

    static readonly DateTime s_longAgo = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    readonly Project _project = Project.OfThree();
    readonly string _cache;

    public CacheTests()
    {
        _cache = Path.Combine(_project.Folder, "obj", "merge.recipe");
        _project.AddFile("part.csx", "Param Share() => 0.25;");
        FileTests.Emit(_project.Folder, "Library", Library);
        FileTests.Emit(_project.Folder, "Named", "public static class Named { }");
        File.WriteAllText(_project.RecipePath, """
            #load "part.csx"
            #r "Named.dll"
            #warning This is only a test.
            Output = Base + Share() * (code - Base) + Define("own", [fr - Base], (inputs, output) => output[0] = (float)Library.Half);
            """);
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_recipe_that_is_as_it_was_is_not_compiled_and_gives_the_same()
    {
        var (first, second) = (Compile(compiles: true), Compile(compiles: false));

        second.Plan.FileText().Should().Be(first.Plan.FileText());
        second.Files.Should().Equal(first.Files).And.HaveCount(3);
        second.Diagnostics.Should().Equal(first.Diagnostics);
        second.Diagnostics.Select(diagnostic => diagnostic.ToString()).Should().Contain($"{_project.RecipePath}(3,10): warning CS1030: #warning: 'This is only a test.'");
        second.UserMethods.Keys.Should().Equal("own");
    }

    [Theory]
    [InlineData("the recipe")]
    [InlineData("a loaded file")]
    [InlineData("a reference")]
    [InlineData("a reference of the recipe")]
    [InlineData("one more reference")]
    [InlineData("one more model")]
    [InlineData("a model's name")]
    [InlineData("a model's kind")]
    public void A_change_of_what_the_compiler_saw_compiles_again(string what)
    {
        Compile(compiles: true);

        var changed = Changed();
        Compile(compiles: true, changed);
        Compile(compiles: false, changed);

        RecipeRequest Changed()
        {
            switch (what)
            {
                case "the recipe":
                    File.AppendAllText(_project.RecipePath, "// A comment, which moves what comes after it.");
                    return Request;
                case "a loaded file":
                    _project.AddFile("part.csx", "Param Share() => 0.75;");
                    return Request;
                case "a reference":
                    FileTests.Emit(_project.Folder, "Library", Library.Replace("0.5", "0.75", StringComparison.Ordinal));
                    return Request;
                case "a reference of the recipe":
                    FileTests.Emit(_project.Folder, "Named", "public static class Named { public static int More; }");
                    return Request;
                case "one more reference":
                    return Request with { References = [.. Request.References, FileTests.Emit(_project.Folder, "Other", "public static class Other { }")] };
                case "one more model":
                    return Request with { Models = [.. Request.Models, Request.Models[0] with { Name = "another" }] };
                case "a model's name":
                    return Request with { Models = [Request.Models[0] with { Name = "Base" }, .. Request.Models.Skip(1)] };
                default:
                    return Request with { Models = [.. Request.Models.Take(2), Request.Models[2] with { Kind = ModelKind.Merge }] };
            }
        }
    }

    [Fact]
    public void What_the_recipe_sees_when_it_runs_is_as_it_is_now()
    {
        _project.AddFile("share.txt", "0.25");
        File.WriteAllText(_project.RecipePath, $"Output = Base + double.Parse(System.IO.File.ReadAllText(@\"{Path.Combine(_project.Folder, "share.txt")}\")) * (code - Base);");
        Compile(compiles: true).Plan.Text("model.norm.weight").Should().Be("Base + (0.25 * (code - Base))");

        _project.AddFile("share.txt", "0.75");
        TinyModel.Llama(4).With("new", 4).Write(Path.Combine(_project.Folder, "base"));
        TinyModel.Llama(4).With("new", 4).Write(Path.Combine(_project.Folder, "code"));
        Compile(compiles: false).Plan.Text("new").Should().Be("Base + (0.75 * (code - Base))");
        Compile(compiles: false, Request with { MaxShardBytes = 300 }).Plan.Shards.Should().HaveCountGreaterThan(1);

        _project.AddFile("base/config.json", "{");
        Compile(compiles: false).Diagnostics.Should().ContainSingle(diagnostic => diagnostic.Code == DiagnosticCodes.ConfigUnreadable);

        TinyModel.Llama(4).Write(Path.Combine(_project.Folder, "code"));
        var missing = () => RecipeProgram.Load(Request).Plan();
        missing.Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle()
            .Which.Position.Should().Be(new SourcePosition(_project.RecipePath, 1, File.ReadAllText(_project.RecipePath).IndexOf("code - Base", StringComparison.Ordinal) + 1));
    }

    [Fact]
    public void A_native_library_is_part_of_a_methods_version_though_not_of_what_is_compiled()
    {
        _project.AddFile("native.so", "one");
        var request = Request with { NativeLibraries = [Path.Combine(_project.Folder, "native.so")] };
        var first = Compile(compiles: true, request).Plan.Text("model.norm.weight");

        _project.AddFile("native.so", "another");

        Compile(compiles: false, request).Plan.Text("model.norm.weight").Should().NotBe(first);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.001)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void A_damaged_cache_is_none(double place)
    {
        var first = Compile(compiles: true);
        var content = File.ReadAllBytes(_cache);
        content[(int)(place * (content.Length - 1))] ^= 1;
        foreach (var damaged in (byte[][])[content, content[..(int)(place * (content.Length - 1))]])
        {
            File.WriteAllBytes(_cache, damaged);
            Compile(compiles: true).Plan.FileText().Should().Be(first.Plan.FileText());
        }
    }

    [Fact]
    public void A_recipe_with_errors_is_not_kept()
    {
        File.WriteAllText(_project.RecipePath, "Output = x;");

        var compile = () => RecipeProgram.Load(Request).Plan();
        compile.Should().Throw<MergeException>();

        File.Exists(_cache).Should().BeFalse();
    }

    RecipeRequest Request => _project.Request with { CacheFile = _cache, References = [Path.Combine(_project.Folder, "Library.dll")] };

    /// <summary>Compiles, and checks whether that wrote the cache, which is what follows the compiler's work.</summary>
    CompiledRecipe Compile(bool compiles, RecipeRequest? request = null)
    {
        if (File.Exists(_cache))
            File.SetLastWriteTimeUtc(_cache, s_longAgo);
        var compiled = RecipeProgram.Load(request ?? Request).Plan();
        (File.GetLastWriteTimeUtc(_cache) != s_longAgo).Should().Be(compiles);
        return compiled;
    }
}
