using System.IO.Compression;
using MergeSdk.Sdk.Tests.Harness;

namespace MergeSdk.Sdk.Tests;

public class PublishTests
{
    [Fact]
    public void Publish_copies_the_model_and_takes_away_what_it_no_longer_has()
    {
        using var folder = new MergeFolder("publish").WithMerge();
        folder.Dotnet("publish").ShouldSucceed().ShouldMatch("merge -> .*/publish/");
        folder.Files("merge/publish").Should().BeEquivalentTo(folder.Files("merge/bin")).And.Contain("model.safetensors");
        var stamp = folder.Stamp();

        folder.Run("merge", "publish", "--no-build", "-o", folder["an other folder"]).ShouldSucceed();
        folder.Files("an other folder").Should().BeEquivalentTo(folder.Files("merge/bin"));
        File.ReadAllBytes(folder["an other folder/model.safetensors"]).Should().Equal(File.ReadAllBytes(folder["merge/bin/model.safetensors"]));
        folder.Stamp().Should().Be(stamp);

        // In shards the single file is gone, from the published folder too.
        folder.Dotnet("publish -p:MaxShardSize=4KB").ShouldSucceed();
        folder.Files("merge/publish").Should().BeEquivalentTo(folder.Files("merge/bin")).And.Contain("model.safetensors.index.json").And.NotContain("model.safetensors");
    }

    [SkippableFact]
    public void Publish_can_link_and_a_later_build_leaves_the_published_file_alone()
    {
        Skip.If(OperatingSystem.IsWindows());
        using var folder = new MergeFolder("link").WithMerge();
        folder.Dotnet("publish -p:MergePublishLink=true").ShouldSucceed();
        var published = File.ReadAllBytes(folder["merge/publish/model.safetensors"]);
        Links(folder["merge/publish/model.safetensors"]).Should().Be(2);

        folder.Write("merge/recipe.csx", "Output = Base + 0.1 * (a - Base) + 0.1 * (b - Base);");
        folder.Build("--no-restore").ShouldSucceed();
        File.ReadAllBytes(folder["merge/bin/model.safetensors"]).Should().NotEqual(published);
        File.ReadAllBytes(folder["merge/publish/model.safetensors"]).Should().Equal(published);

        static int Links(string file)
        {
            using var stat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%h", file]) { RedirectStandardOutput = true })!;
            return int.Parse(stat.StandardOutput.ReadToEnd(), System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public void Pack_takes_recipe_lock_and_readme_and_needs_no_merge()
    {
        using var folder = new MergeFolder("pack").WithMerge("#load \"shares.csx\"\nOutput = Base + Share * (a - Base) + Share * (b - Base);");
        folder.Write("merge/shares.csx", "const double Share = 0.5;");
        folder.Write("merge/README.md", "# A merge\n");

        folder.Dotnet("pack -v:m").ShouldSucceed().ShouldNotSay("warning");
        folder.Files("merge/bin").Should().BeEmpty();
        Entries().Should().BeEquivalentTo(["README.md", "merge/merge.mergeproj", "merge/recipe.csx", "merge/shares.csx"]);

        folder.Build("--no-restore").ShouldSucceed();
        folder.Dotnet("pack -v:m").ShouldSucceed().ShouldNotSay("warning");
        Entries().Should().BeEquivalentTo(["README.md", "merge/merge.lock.json", "merge/merge.mergeproj", "merge/recipe.csx", "merge/shares.csx"]);
        folder.Files("merge/bin").Should().NotContain(file => file.EndsWith(".nupkg", StringComparison.Ordinal));

        string[] Entries()
        {
            using var package = ZipFile.OpenRead(folder["merge/package/merge.1.0.0.nupkg"]);
            using var manifest = new StreamReader(package.GetEntry("merge.nuspec")!.Open());
            manifest.ReadToEnd().Should().Contain("<packageType name=\"MergeModel\" />");
            return [.. package.Entries.Select(entry => entry.FullName).Where(name => !name.StartsWith("_rels", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name is not ("[Content_Types].xml" or "merge.nuspec"))];
        }
    }
}
