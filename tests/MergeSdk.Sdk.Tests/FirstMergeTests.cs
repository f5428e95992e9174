using System.Text.RegularExpressions;
using MergeSdk.Sdk.Tests.Harness;

namespace MergeSdk.Sdk.Tests;

/// <summary>The README's way from a clone to a merge of one's own, its commands word for word.</summary>
public sealed partial class FirstMergeTests
{
    const string Commit = "0123456789abcdef0123456789abcdef01234567";

    [Fact]
    public void The_steps_of_the_readme_lead_to_a_merge_of_two_models_of_the_cache()
    {
        var steps = Steps();
        steps.Should().HaveCountLessThanOrEqualTo(6);
        steps[0].Should().StartWith("git clone ");
        steps[1].Should().Be("dotnet run build.cs", "it makes the packages that this test is run with");

        using var folder = new MergeFolder("first merge");
        // As in a clone whose packages are made. What is above the folder is nothing of the user's.
        var clone = Directory.CreateDirectory(folder["mergesdk/artifacts/packages"]).Parent!.Parent!.FullName;
        foreach (var package in Directory.EnumerateFiles(Repository.Feed, "*.nupkg"))
            File.CreateSymbolicLink(Path.Combine(clone, "artifacts", "packages", Path.GetFileName(package)), package);
        File.Delete(folder["nuget.config"]);
        Cache(folder, "org/first", "a");
        Cache(folder, "org/second", "b");

        foreach (var step in steps.Skip(2))
        {
            var words = Word().Matches(step).Select(word => word.Value.Replace("\"", "", StringComparison.Ordinal).Replace("$PWD", clone, StringComparison.Ordinal)).ToArray();
            words[0].Should().Be("dotnet");
            string[] hive = words[1] == "new" ? ["--debug:custom-hive", folder["hive"]] : [];
            var environment = Dotnet.Environment(Repository.Packages, Repository.UserPackages);
            environment["HF_HUB_CACHE"] = folder["hub"];
            Dotnet.Run(clone, [.. words.Skip(1), .. hive], environment).ShouldSucceed();
        }

        folder.Files("my-merge/bin").Should().Contain("model.safetensors");
        folder.Read("my-merge/merge.lock.json").Should().Contain($"hf:org/first@{Commit}").And.Contain($"hf:org/second@{Commit}");
        Directory.Exists(folder["my-merge/models"]).Should().BeFalse("toys are not wanted beside models of one's own");
    }

    static List<string> Steps()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n");
        var section = readme.Split("\n## ").Single(section => section.Contains("git clone", StringComparison.Ordinal));
        return [.. Command().Matches(section).Select(command => command.Groups[1].Value)];
    }

    static void Cache(MergeFolder folder, string id, string model)
    {
        var repository = folder["hub/models--" + id.Replace("/", "--", StringComparison.Ordinal)];
        Directory.CreateDirectory(Path.Combine(repository, "snapshots", Commit));
        Directory.CreateDirectory(Path.Combine(repository, "refs"));
        File.WriteAllText(Path.Combine(repository, "refs", "main"), Commit);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "templates", "mergeproj", "models", model)))
            File.CreateSymbolicLink(Path.Combine(repository, "snapshots", Commit, Path.GetFileName(file)), file);
    }

    [GeneratedRegex(@"^\$ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("""(?:"[^"]*"|\S)+""")]
    private static partial Regex Word();
}
