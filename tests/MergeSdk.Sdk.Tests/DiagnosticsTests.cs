using System.Text.RegularExpressions;
using MergeSdk.Sdk.Tests.Harness;

namespace MergeSdk.Sdk.Tests;

public class DiagnosticsTests
{
    const string RecipeWithWarning = "#warning look here\nOutput = Base + 0.6 * (a - Base) + 0.4 * (b - Base);";

    [Fact]
    public void A_warning_is_told_again_by_every_build()
    {
        using var folder = new MergeFolder("warning").WithMerge(RecipeWithWarning);
        var place = Regex.Escape(folder["merge/recipe.csx"]) + @"\(1,\d+\): ";

        folder.Build().ShouldSucceed().ShouldMatch(place + "warning CS1030: .*look here");
        var stamp = folder.Stamp();
        folder.Build("--no-restore").ShouldSucceed().ShouldMatch(place + "warning CS1030: .*look here");

        // As errors, and neither is the second build green.
        for (var time = 0; time < 2; time++)
            folder.Build("--no-restore -warnaserror").ShouldFail().ShouldMatch(place + "error CS1030");
        folder.Build("--no-restore -p:TreatWarningsAsErrors=true").ShouldFail().ShouldMatch(place + "error CS1030");
        folder.Build("--no-restore -warnaserror:CS1030").ShouldFail().ShouldSay("error CS1030");
        folder.Build("--no-restore -warnaserror -p:NoWarn=CS1030").ShouldSucceed().ShouldNotSay("CS1030");
        folder.Stamp().Should().Be(stamp, "none of this is a reason to start the tool");
    }

    [Fact]
    public void An_error_has_place_and_code_and_no_stack_trace()
    {
        using var folder = new MergeFolder("error").WithMerge("Output = Base + 0.6 * (cod - Base);");
        folder.Build().ShouldFail()
            .ShouldMatch(Regex.Escape(folder["merge/recipe.csx"]) + @"\(1,24\): error CS0103: .*cod.*\[.*merge\.mergeproj\]")
            .ShouldNotSay("   at ").ShouldNotSay("MERGE5003");
        folder.Files("merge/bin").Should().BeEmpty();

        // Repaired, it builds; broken again, the model of before is still there, and clean still knows it.
        folder.Write("merge/recipe.csx", "Output = Base + 0.6 * (a - Base);");
        folder.Build("--no-restore").ShouldSucceed();
        folder.Write("merge/recipe.csx", "Output = a + b;");
        folder.Build("--no-restore").ShouldFail().ShouldSay("error");
        folder.Build("--no-restore").ShouldFail();
        File.Exists(folder["merge/bin/model.safetensors"]).Should().BeTrue();
        folder.Dotnet("clean").ShouldSucceed();
        Directory.Exists(folder["merge/bin"]).Should().BeFalse();
    }

    [Theory]
    [InlineData("<ItemGroup><Model Include=\"../models/missing\" /></ItemGroup>", "error MERGE1")]
    [InlineData("<PropertyGroup><MergeThreads>zero</MergeThreads></PropertyGroup>", "error MERGE5006")]
    [InlineData("<PropertyGroup><MergeLocked>maybe</MergeLocked></PropertyGroup>", "error MERGE5010: MergeLocked is 'maybe'; it takes true or false.")]
    [InlineData("<PropertyGroup><MergeLocked>on</MergeLocked></PropertyGroup>", "error MERGE4021")]
    [InlineData("<PropertyGroup><MergeToolPath>nowhere.dll</MergeToolPath></PropertyGroup>", "error MERGE5002")]
    [InlineData("<ItemGroup><ProjectReference Include=\"../missing/missing.mergeproj\" /></ItemGroup>", "error MSB9008")]
    [InlineData("<PropertyGroup><MergeRecipe>missing.csx</MergeRecipe></PropertyGroup>", "error MERGE")]
    [InlineData("<PropertyGroup><MaxShardSize>large</MaxShardSize></PropertyGroup>", "error MERGE5101")]
    [InlineData("<PropertyGroup><MergeNonFinite>Perhaps</MergeNonFinite></PropertyGroup>", "error MERGE5103")]
    public void A_mistake_in_the_project_has_a_code(string content, string error)
    {
        using var folder = new MergeFolder("mistake").WithMerge(more: content);
        folder.Build().ShouldFail().ShouldSay(error).ShouldNotSay("   at ");
    }

    [Fact]
    public void Publishing_before_building_says_so()
    {
        using var folder = new MergeFolder("nothing").WithMerge();
        folder.Dotnet("restore").ShouldSucceed();
        folder.Dotnet("publish --no-build").ShouldFail().ShouldSay("error MERGE5005");
    }

    [Fact]
    public void Every_code_of_the_targets_is_a_listed_one()
    {
        var listed = typeof(DiagnosticCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToHashSet();
        var tasks = typeof(Tasks.TaskDiagnosticCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToArray();
        var targets = Directory.GetFiles(Path.Combine(Repository.Root, "src", "MergeSdk", "targets")).SelectMany(file => Regex.Matches(File.ReadAllText(file), "MERGE[0-9]{4}").Select(match => match.Value));

        tasks.Should().BeSubsetOf(listed).And.OnlyHaveUniqueItems();
        targets.Should().BeSubsetOf(tasks);
    }
}
