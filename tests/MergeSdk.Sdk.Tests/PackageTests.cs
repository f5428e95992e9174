using System.IO.Compression;
using MergeSdk.Sdk.Tests.Harness;

namespace MergeSdk.Sdk.Tests;

public class PackageTests
{
    [Theory]
    [InlineData("MergeSdk", "MSBuildSdk", "Sdk/Sdk.props", "Sdk/Sdk.targets", "targets/MergeSdk.Build.targets", "tools/netstandard2.0/MergeSdk.Tasks.dll", "tools/net10.0/any/mergesdk.dll", "tools/net10.0/any/mergesdk.pdb", "README.md", "LICENSE", "THIRD-PARTY-NOTICES.txt")]
    [InlineData("MergeSdk.Tool", "DotnetTool", "PACKAGE.md", "THIRD-PARTY-NOTICES.txt")]
    [InlineData("MergeSdk.Templates", "Template", "README.md", "content/mergeproj/.template.config/template.json", "content/mergeproj/_gitignore")]
    public void A_package_is_complete(string id, string type, params string[] files)
    {
        using var package = ZipFile.OpenRead(Repository.Package(id));
        package.Entries.Select(entry => entry.FullName).Should().Contain(files)
            // An assembly of MSBuild beside the task would be a second set of its types.
            .And.NotContain(name => name.Contains("netstandard2.0/Microsoft.Build", StringComparison.Ordinal));

        using var manifest = new StreamReader(package.GetEntry(id + ".nuspec")!.Open());
        var text = manifest.ReadToEnd();
        text.Should().Contain($"<packageType name=\"{type}\"").And.Contain("<license type=\"expression\">Apache-2.0</license>").And.Contain("<readme>").And.NotContain("<dependency ");
        // The same sources make the same bytes.
        package.Entries.Should().OnlyContain(entry => entry.LastWriteTime.Year == 2026 && entry.LastWriteTime.Month == 1);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("slerp")]
    [InlineData("task-arithmetic")]
    [InlineData("ties")]
    [InlineData("dare-ties")]
    [InlineData("passthrough")]
    public void A_new_project_builds_at_once(string method)
    {
        using var folder = new MergeFolder("new " + method);
        folder.Run(".", "new", "install", Repository.Package("MergeSdk.Templates"), "--debug:custom-hive", folder["hive"]).ShouldSucceed();
        folder.Run(".", "new", "mergeproj", "-o", "my merge", "--method", method, "--debug:custom-hive", folder["hive"]).ShouldSucceed();
        folder.Files("my merge").Should().Contain([".gitignore", ".gitattributes", ".github/workflows/merge.yml", "README.md", "recipe.csx", "my merge.mergeproj"]);
        folder.Read("my merge/README.md").Should().StartWith("# my merge\n");

        folder.Build("-warnaserror", "my merge").ShouldSucceed().ShouldMatch("my merge -> .* merged");
        folder.Files("my merge/bin").Should().Contain("model.safetensors");
    }

    [Fact]
    public void The_tool_installs_and_writes_the_bytes_of_the_build()
    {
        using var folder = new MergeFolder("tool").WithMerge();
        folder.Run(".", "tool", "install", "MergeSdk.Tool", "--version", "1.0.0", "--tool-path", folder["tools"], "--configfile", folder["nuget.config"]).ShouldSucceed();
        folder.Build().ShouldSucceed();

        using var tool = Dotnet.Start(folder.Path,
            ["build", "merge/recipe.csx", "--model", "base=models/base", "--model", "a=models/a", "--model", "b=models/b", "-o", "out"], program: folder["tools/mergesdk"]);
        tool.WaitForExit(TimeSpan.FromMinutes(1)).ShouldSucceed();
        File.ReadAllBytes(folder["out/model.safetensors"]).Should().Equal(File.ReadAllBytes(folder["merge/bin/model.safetensors"]));
        File.ReadAllBytes(folder["out/config.json"]).Should().Equal(File.ReadAllBytes(folder["merge/bin/config.json"]));
    }
}
