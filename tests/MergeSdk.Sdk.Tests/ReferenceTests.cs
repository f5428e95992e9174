using MergeSdk.Sdk.Tests.Harness;

namespace MergeSdk.Sdk.Tests;

public class ReferenceTests
{
    const string Library = "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>";

    [Fact]
    public void Stages_build_in_order_and_each_is_a_model_of_the_next()
    {
        using var folder = new MergeFolder("stages").WithModels();
        folder.Project("first", MergeFolder.Models("base", "a"), "Output = Base + 0.5 * (a - Base);");
        folder.Project("second", MergeFolder.Models("b") + "<ItemGroup><ProjectReference Include=\"../first/first.mergeproj\" /></ItemGroup>", "Output = Linear([(first, 0.5), (b, 0.5)]);");
        folder.Project("third", "<ItemGroup><ProjectReference Include=\"../second/second.mergeproj\" Name=\"two\" /><ProjectReference Include=\"../first/first.mergeproj\" /></ItemGroup>", "Output = Linear([(two, 0.5), (first, 0.5)]);");

        var log = folder.Build("-m", "third").ShouldSucceed().Output;
        log.Split("first -> ").Length.Should().Be(2, log);
        log.IndexOf("first -> ", StringComparison.Ordinal).Should().BeLessThan(log.IndexOf("second -> ", StringComparison.Ordinal));
        log.IndexOf("second -> ", StringComparison.Ordinal).Should().BeLessThan(log.IndexOf("third -> ", StringComparison.Ordinal));
        foreach (var stage in new[] { "first", "second", "third" })
            folder.Files($"{stage}/bin").Should().Contain("model.safetensors").And.OnlyContain(file => !file.EndsWith(".dll", StringComparison.Ordinal));

        var stamps = (folder.Stamp("first"), folder.Stamp("second"), folder.Stamp("third"));
        folder.Build("--no-restore -graph -m", "third").ShouldSucceed().ShouldSay("third -> ");
        folder.Build("--no-restore -graph -isolate:true", "third").ShouldSucceed();
        (folder.Stamp("first"), folder.Stamp("second"), folder.Stamp("third")).Should().Be(stamps);

        // A change at the start goes through.
        folder.Write("first/recipe.csx", "Output = Base + 0.4 * (a - Base);");
        folder.Build("--no-restore", "third").ShouldSucceed().ShouldMatch(@"first -> .*39 merged").ShouldMatch(@"second -> .*39 merged").ShouldMatch(@"third -> .*39 merged");

        folder.Dotnet("clean", "third").ShouldSucceed();
        foreach (var stage in new[] { "first", "second", "third" })
            Directory.Exists(folder[$"{stage}/bin"]).Should().BeFalse();
    }

    [Fact]
    public void A_reference_that_yields_no_model_is_an_error()
    {
        using var folder = new MergeFolder("no model").WithModels();
        folder.Project("first", MergeFolder.Models("a"));
        folder.Project("second", MergeFolder.Models("a") + "<ItemGroup><ProjectReference Include=\"../first/first.mergeproj\" OutputItemType=\"Other\" /></ItemGroup>");
        folder.Build("", "second").ShouldFail().ShouldMatch("second.mergeproj : error MERGE5001: .*first.mergeproj");
    }

    [Fact]
    public void A_recipe_can_use_a_library_and_a_package()
    {
        using var folder = new MergeFolder("library").WithModels();
        folder.Write("library/library.csproj", Library);
        folder.Write("library/Weights.cs", "public static class Weights { public static double Half => 0.5; }");
        folder.Project("merge",
            MergeFolder.Models("base", "a") + "<ItemGroup><ProjectReference Include=\"../library/library.csproj\" /><PackageReference Include=\"MathNet.Numerics\" Version=\"5.0.0\" /></ItemGroup>",
            "Output = Base + Weights.Half * MathNet.Numerics.SpecialFunctions.Factorial(1) * (a - Base);");

        folder.Build().ShouldSucceed();
        var stamp = folder.Stamp();
        folder.Build("--no-restore").ShouldSucceed();
        folder.Stamp().Should().Be(stamp);
        folder.Files("merge/bin").Should().OnlyContain(file => !file.EndsWith(".dll", StringComparison.Ordinal));

        folder.Write("library/Weights.cs", "public static class Weights { public static double Half => 0.25; }");
        folder.Build("--no-restore").ShouldSucceed().ShouldMatch("39 merged");
    }

    [Fact]
    public void A_program_that_references_a_merge_gets_nothing_copied_unless_it_asks()
    {
        using var folder = new MergeFolder("program").WithMerge("Output = Base + 0.5 * (a - Base) + 0.5 * (b - Base);", "<ItemGroup><PackageReference Include=\"MathNet.Numerics\" Version=\"5.0.0\" /></ItemGroup>");
        const string Program = "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType></PropertyGroup><ItemGroup>{0}</ItemGroup></Project>";
        folder.Write("program/program.csproj", Program.Replace("{0}", "<ProjectReference Include=\"../merge/merge.mergeproj\" />", StringComparison.Ordinal));
        folder.Write("program/Program.cs", "System.Console.WriteLine(\"it runs\");");

        folder.Build("", "program").ShouldSucceed().ShouldSay("merge -> ").ShouldNotSay("warning");
        folder.Files("program/bin").Should().OnlyContain(file => Path.GetFileName(file).StartsWith("program", StringComparison.Ordinal));
        folder.Dotnet("run --no-build", "program").ShouldSucceed().ShouldSay("it runs");

        folder.Write("program/program.csproj", Program.Replace("{0}", "<ProjectReference Include=\"../merge/merge.mergeproj\" Targets=\"GetMergedFiles\" OutputItemType=\"None\" />", StringComparison.Ordinal));
        folder.Build("", "program").ShouldSucceed();
        folder.Files("program/bin").Should().Contain("Debug/net10.0/merge/model.safetensors").And.Contain("Debug/net10.0/merge/config.json");
        folder.Dotnet("run --no-build", "program").ShouldSucceed().ShouldSay("it runs");
    }

    [Theory]
    [InlineData("sln")]
    [InlineData("slnx")]
    public void A_solution_takes_a_merge_project(string format)
    {
        using var folder = new MergeFolder(format).WithMerge();
        folder.Write("library/library.csproj", Library);
        folder.Run(".", "new", "sln", "-n", "all", "--format", format).ShouldSucceed();
        folder.Run(".", "sln", $"all.{format}", "add", "merge/merge.mergeproj", "library/library.csproj").ShouldSucceed();

        folder.Build($"all.{format}", ".").ShouldSucceed().ShouldSay("merge -> ").ShouldSay("library.dll");
        var stamp = folder.Stamp();
        folder.Build($"all.{format} --no-restore -c Release", ".").ShouldSucceed();
        folder.Stamp().Should().Be(stamp);
        folder.Run(".", "clean", $"all.{format}").ShouldSucceed();
        Directory.Exists(folder["merge/bin"]).Should().BeFalse();
    }

    [Fact]
    public void Central_package_versions_and_properties_for_libraries_do_no_harm()
    {
        using var folder = new MergeFolder("central").WithMerge(more: "<ItemGroup><PackageReference Include=\"MathNet.Numerics\" /></ItemGroup>");
        folder.Write("Directory.Packages.props", "<Project><PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup><ItemGroup><PackageVersion Include=\"MathNet.Numerics\" Version=\"5.0.0\" /></ItemGroup></Project>");
        folder.Write("Directory.Build.props", """
            <Project><PropertyGroup>
              <TargetFrameworks>net8.0;netstandard2.0</TargetFrameworks><OutputType>Exe</OutputType><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings>
              <TreatWarningsAsErrors>true</TreatWarningsAsErrors><GenerateDocumentationFile>true</GenerateDocumentationFile><EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
              <RuntimeIdentifiers>linux-x64;win-x64</RuntimeIdentifiers><Deterministic>true</Deterministic><DebugType>embedded</DebugType>
            </PropertyGroup></Project>
            """);

        folder.Build().ShouldSucceed().ShouldSay("39 merged");
        folder.Files("merge/bin").Should().BeEquivalentTo(["README.md", "config.json", "merge.lock.json", "model.safetensors"]);
        folder.Read("merge/obj/merge.request.json").Should().Contain("MathNet.Numerics.dll");
    }
}
