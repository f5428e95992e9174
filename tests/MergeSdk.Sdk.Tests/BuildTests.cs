using MergeSdk.Sdk.Tests.Harness;

namespace MergeSdk.Sdk.Tests;

public class BuildTests
{
    [Fact]
    public void A_build_merges_and_the_next_one_starts_nothing()
    {
        using var folder = new MergeFolder("build").WithMerge();

        folder.Build().ShouldSucceed().ShouldMatch(@"merge -> .*/merge/bin \(39 tensors: 39 merged");
        folder.Files("merge/bin").Should().Contain(["config.json", "model.safetensors", "merge.lock.json", "README.md"]);
        File.Exists(folder["merge/merge.lock.json"]).Should().BeTrue();
        var stamp = folder.Stamp();

        folder.Build("--no-restore").ShouldSucceed().ShouldMatch(@"merge -> .*/merge/bin \(39 tensors: 39 up to date\)");
        folder.Stamp().Should().Be(stamp, "the tool should not have been started");

        folder.Build("-c Release").ShouldSucceed().ShouldSay("39 up to date");
        folder.Stamp().Should().Be(stamp, "the configuration is no input of a merge");
    }

    [Fact]
    public void What_changes_an_input_or_an_output_starts_the_tool()
    {
        using var folder = new MergeFolder("inputs").WithMerge();
        folder.Build().ShouldSucceed();

        // A comment: the tool looks, and computes nothing.
        folder.Write("merge/recipe.csx", "// a comment\n" + folder.Read("merge/recipe.csx"));
        folder.Build("--no-restore").ShouldSucceed().ShouldSay("39 up to date");

        // A file replaced by an older one, which MSBuild's comparison of times would miss.
        File.Copy(folder["models/b/model.safetensors"], folder["models/a/model.safetensors"], overwrite: true);
        File.SetLastWriteTimeUtc(folder["models/a/model.safetensors"], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        folder.Build("--no-restore").ShouldSucceed().ShouldMatch(@"\(39 tensors: 39 merged");

        // An output taken away.
        File.Delete(folder["merge/bin/model.safetensors"]);
        folder.Build("--no-restore").ShouldSucceed();
        File.Exists(folder["merge/bin/model.safetensors"]).Should().BeTrue();

        // A file added to a model.
        var stamp = folder.Stamp();
        folder.Write("models/a/generation_config.json", "{}");
        folder.Build("--no-restore").ShouldSucceed();
        folder.Stamp().Should().NotBe(stamp);
    }

    [Fact]
    public void A_copied_project_is_its_own()
    {
        using var folder = new MergeFolder("copy").WithMerge();
        folder.Build().ShouldSucceed();
        foreach (var file in folder.Files("merge").Where(file => !file.EndsWith(".binlog", StringComparison.Ordinal)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[$"copy/{file}"])!);
            File.Copy(folder[$"merge/{file}"], folder[$"copy/{file}"]);
        }
        var original = folder.Files("merge/bin");

        folder.Write("copy/recipe.csx", "Output = nothing;");
        folder.Build(folder: "copy").ShouldFail().ShouldSay("CS0103");
        folder.Write("copy/recipe.csx", folder.Read("merge/recipe.csx"));
        folder.Build(folder: "copy").ShouldSucceed().ShouldMatch(@"copy/bin \(39 tensors: 39 up to date");
        folder.Dotnet("clean -v:m", "copy").ShouldSucceed();

        folder.Files("copy/bin").Should().BeEmpty();
        folder.Files("merge/bin").Should().Equal(original);
    }

    [Fact]
    public void Clean_removes_what_was_written_and_nothing_else()
    {
        using var folder = new MergeFolder("clean").WithMerge();
        folder.Dotnet("restore").ShouldSucceed();
        var before = folder.Files("merge");
        folder.Build().ShouldSucceed();
        folder.Write("merge/bin/mine.txt", "mine");
        folder.Write("merge/obj/mine.txt", "mine");

        folder.Dotnet("clean").ShouldSucceed();
        folder.Files("merge").Where(file => !file.EndsWith(".binlog", StringComparison.Ordinal)).Should().BeEquivalentTo(
            // The lock file is a source; the other two are of the .NET SDK, in every project.
            [.. before, "bin/mine.txt", "obj/mine.txt", "merge.lock.json", "obj/merge.assets.cache", "obj/merge.mergeproj.FileListAbsolute.txt"]);

        File.Delete(folder["merge/bin/mine.txt"]);
        folder.Build("--no-restore").ShouldSucceed();
        folder.Dotnet("clean -c Release").ShouldSucceed();
        Directory.Exists(folder["merge/bin"]).Should().BeFalse();
        folder.Dotnet("clean").ShouldSucceed();
    }

    [Fact]
    public void Rebuild_merges_again_and_the_bytes_are_the_same()
    {
        using var folder = new MergeFolder("rebuild").WithMerge();
        folder.Build().ShouldSucceed();
        var first = File.ReadAllBytes(folder["merge/bin/model.safetensors"]);

        folder.Build("-t:Rebuild").ShouldSucceed().ShouldMatch(@"\(39 tensors: 39 merged");
        File.ReadAllBytes(folder["merge/bin/model.safetensors"]).Should().Equal(first);
    }

    [Fact]
    public void Plan_and_explain_show_and_write_no_model()
    {
        using var folder = new MergeFolder("plan").WithMerge();

        folder.Build("-t:Plan").ShouldSucceed().ShouldSay("model.layers.3.mlp.up_proj.weight").ShouldSay("0.6");
        folder.Build("-t:Explain --no-restore").ShouldSucceed().ShouldSay("39");
        File.Exists(folder["merge/obj/merge.plan.json"]).Should().BeTrue();
        folder.Files("merge/bin").Should().BeEmpty();
        File.Exists(folder["merge/merge.lock.json"]).Should().BeFalse();
    }

    [Fact]
    public void Run_shows_the_merged_model()
    {
        using var folder = new MergeFolder("run").WithMerge();
        folder.Dotnet("run --project merge.mergeproj").ShouldSucceed().ShouldSay("39 tensors").ShouldSay("merged from: Base (").ShouldNotSay("model.embed_tokens.weight");
        folder.Dotnet("run --project merge.mergeproj -- --tensors").ShouldSucceed().ShouldSay("39 tensors").ShouldSay("model.embed_tokens.weight");
    }

    [Fact]
    public void The_log_says_which_command_ran()
    {
        using var folder = new MergeFolder("log").WithMerge();
        folder.Build("-v:n").ShouldSucceed().ShouldMatch(@"exec .*mergesdk\.dll""? msbuild build .*merge\.request\.json""? --parent-pid \d+ --threads \d+");
        folder.Build("-v:d --no-restore").ShouldSucceed().ShouldSay("Not merging").ShouldNotSay("--parent-pid");
        File.Exists(folder["merge/1.binlog"]).Should().BeTrue();
    }

    [SkippableFact]
    public void Watch_builds_again_when_the_recipe_changes()
    {
        using var folder = new MergeFolder("watch").WithMerge();
        folder.Build().ShouldSucceed();
        using var watch = Harness.Dotnet.Start(folder["merge"], ["watch", "--non-interactive", "build", "--no-restore"]);

        watch.WaitForOutput("merge -> ", 1, TimeSpan.FromSeconds(60));
        Thread.Sleep(1500);
        folder.Write("merge/recipe.csx", "Output = Base + 0.5 * (a - Base) + 0.5 * (b - Base);");
        watch.WaitForOutput("merge -> ", 2, TimeSpan.FromSeconds(60));
    }
}
