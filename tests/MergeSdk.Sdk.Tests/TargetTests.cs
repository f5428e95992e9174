using MergeSdk.Sdk.Tests.Harness;

namespace MergeSdk.Sdk.Tests;

public sealed class TargetTests(TargetTests.Built built) : IClassFixture<TargetTests.Built>
{
    /// <summary>One built project for all targets.</summary>
    public sealed class Built : IDisposable
    {
        public Built()
        {
            Folder.Build().ShouldSucceed();
        }

        internal MergeFolder Folder { get; } = new MergeFolder("targets").WithMerge();

        public void Dispose() => Folder.Dispose();
    }

    [Theory]
    [InlineData("Restore")]
    [InlineData("Build")]
    [InlineData("Compile")]
    [InlineData("CoreCompile")]
    [InlineData("GetTargetPath")]
    [InlineData("GetTargetFrameworks")]
    [InlineData("ResolveReferences")]
    [InlineData("GetCopyToOutputDirectoryItems")]
    [InlineData("BuiltProjectOutputGroup")]
    [InlineData("Plan")]
    [InlineData("Explain")]
    [InlineData("Verify")]
    [InlineData("Publish")]
    [InlineData("Pack")]
    [InlineData("VSTest")]
    public void A_target_works(string target)
    {
        var stamp = built.Folder.Stamp();
        built.Folder.Dotnet($"msbuild -v:m -t:{target}").ShouldSucceed().ShouldNotSay("warning ").ShouldNotSay("warning:");
        built.Folder.Stamp().Should().Be(stamp);
    }

    [Theory]
    [InlineData("CompileDesignTime")]
    [InlineData("Compile")]
    [InlineData("ResolveReferences")]
    [InlineData("ResolveProjectReferencesDesignTime")]
    [InlineData("ResolvePackageDependenciesDesignTime")]
    public void A_design_time_build_merges_nothing(string target)
    {
        using var folder = new MergeFolder("design").WithMerge();
        folder.Dotnet($"msbuild -restore -t:{target} -p:DesignTimeBuild=true -p:BuildingInsideVisualStudio=true -p:SkipCompilerExecution=true -p:ProvideCommandLineArgs=true").ShouldSucceed();
        folder.Files("merge/bin").Should().BeEmpty();
        File.Exists(folder["merge/obj/merge.plan.json"]).Should().BeFalse();
    }

    [Fact]
    public void Properties_are_those_of_the_project_type()
    {
        var values = built.Folder.Dotnet("msbuild -getProperty:UsingMergeSdk,TargetFramework,OutputPath,IntermediateOutputPath,MaxShardSize,MergeRecipe,DefaultProjectTypeGuid").ShouldSucceed();
        values.ShouldSay("\"UsingMergeSdk\": \"true\"").ShouldSay("\"TargetFramework\": \"net10.0\"").ShouldSay("\"OutputPath\": \"bin/\"")
            .ShouldSay("\"IntermediateOutputPath\": \"obj/\"").ShouldSay("\"MaxShardSize\": \"5GB\"").ShouldSay("\"MergeRecipe\": \"recipe.csx\"").ShouldSay("13B669BE");
    }

    [Fact]
    public void Build_checks_find_nothing()
    {
        built.Folder.Build("--no-restore -check").ShouldSucceed().ShouldNotSay("BC0").ShouldNotSay("warning");
    }

    [Fact]
    public void The_terminal_logger_shows_where_the_model_is()
    {
        built.Folder.Build("--no-restore -tl:on").ShouldSucceed().ShouldSay("succeeded").ShouldSay("bin (39 tensors: 39 up to date)");
    }

    [Fact]
    public void Output_folders_can_be_chosen()
    {
        using var folder = new MergeFolder("folders").WithMerge();
        folder.Build("-o elsewhere").ShouldSucceed();
        folder.Files("merge/elsewhere").Should().Contain("model.safetensors");

        folder.Write("Directory.Build.props", "<Project><PropertyGroup><UseArtifactsOutput>true</UseArtifactsOutput></PropertyGroup></Project>");
        Directory.Delete(folder["merge/obj"], recursive: true);
        folder.Build().ShouldSucceed();
        folder.Files("artifacts/bin/merge").Should().Contain("model.safetensors");
        folder.Files("merge/bin").Should().BeEmpty();
    }
}
