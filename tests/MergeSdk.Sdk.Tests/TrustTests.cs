using MergeSdk.Sdk.Tests.Harness;

namespace MergeSdk.Sdk.Tests;

/// <summary>Locked builds, verification and provenance through the real <c>dotnet build</c>.</summary>
public class TrustTests
{
    [Fact]
    public void A_locked_build_is_checked_even_where_everything_is_up_to_date()
    {
        using var folder = new MergeFolder("locked").WithMerge();
        folder.Build("-p:MergeLocked=true").ShouldFail().ShouldSay("error MERGE4021");
        folder.Build("--no-restore").ShouldSucceed();
        folder.Build("--no-restore -p:MergeLocked=true").ShouldSucceed();
        var stamp = folder.Stamp();
        folder.Build("--no-restore -p:MergeLocked=true").ShouldSucceed();
        folder.Stamp().Should().Be(stamp);

        // What is committed is what was merged before the recipe changed.
        var committed = folder.Read("merge/merge.lock.json");
        folder.Write("merge/recipe.csx", "Output = Base + 0.5 * (a - Base) + 0.4 * (b - Base);");
        folder.Build("--no-restore").ShouldSucceed();
        folder.Write("merge/merge.lock.json", committed);
        folder.Build("--no-restore -p:MergeLocked=true").ShouldFail().ShouldMatch("merge.lock.json.*error MERGE4022: recipe file 'recipe.csx' is [0-9a-f]{32}, in the lock file [0-9a-f]{32}");
        // And not only the first time.
        folder.Build("--no-restore -p:MergeLocked=true").ShouldFail().ShouldSay("error MERGE4022");
        folder.Read("merge/merge.lock.json").Should().Be(committed);
    }

    [Fact]
    public void Verify_checks_what_was_built_and_can_merge_it_again()
    {
        using var folder = new MergeFolder("verify").WithMerge();
        folder.Dotnet("build -v:m -t:Verify").ShouldFail().ShouldSay("error MERGE1021: there is no merged model");
        folder.Build("--no-restore").ShouldSucceed();
        folder.Dotnet("build -v:m --no-restore -t:Verify").ShouldSucceed().ShouldSay("39 tensors").ShouldSay("0 errors, 0 warnings");
        folder.Dotnet("build -v:m --no-restore -t:Verify -p:MergeVerifyRebuild=true").ShouldSucceed().ShouldSay("merging again gives the same bytes");

        var weights = File.ReadAllBytes(folder["merge/bin/model.safetensors"]);
        weights[^1] ^= 1;
        File.WriteAllBytes(folder["merge/bin/model.safetensors"], weights);
        folder.Dotnet("build -v:m --no-restore -t:Verify -p:MergeVerifyRebuild=true").ShouldFail().ShouldSay("error MERGE6003").ShouldSay("error MERGE6007");
    }

    [Fact]
    public void Publishing_writes_provenance_without_merging_and_clean_removes_it()
    {
        using var folder = new MergeFolder("provenance").WithMerge();
        folder.Build().ShouldSucceed();
        folder.Files("merge/bin").Should().NotContain("merge.provenance.json");

        folder.Dotnet("publish -v:m").ShouldSucceed().ShouldSay("0 merged, 39 up to date");
        folder.Files("merge/publish").Should().Contain(["merge.provenance.json", "merge.cdx.json"]);
        File.ReadAllText(folder["merge/publish/merge.provenance.json"]).Should().NotContain(folder.Path);

        folder.Dotnet("clean -v:m").ShouldSucceed();
        folder.Files("merge/bin").Should().BeEmpty();
    }
}
