using System.Text.RegularExpressions;
using MergeSdk.Sdk.Tests.Harness;

namespace MergeSdk.Sdk.Tests;

/// <summary>The walk-through of docs/new-method.md for a new merge method, done as a stranger does it: its files are put into a copy of the sources, and recipes call it.</summary>
public partial class WalkthroughTests
{
    [Fact]
    public void A_method_added_as_the_page_says_is_part_of_the_language()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "new-method.md")).ReplaceLineEndings("\n");
        var blocks = Block().Matches(page).Select(block => block.Groups[1].Value).ToList();
        var source = blocks.Should().ContainSingle(block => block.StartsWith("// src/", StringComparison.Ordinal)).Subject;
        var test = blocks.Should().ContainSingle(block => block.StartsWith("// tests/", StringComparison.Ordinal)).Subject;
        var recipe = blocks.Except([source, test]).Should().ContainSingle().Subject;
        source.Split('\n').Count(IsCode).Should().BeLessThan(20, "it is to be short");
        test.Split('\n').Count(IsCode).Should().BeLessThan(15, "it is to be short");

        using var folder = new MergeFolder("walk-through").WithModels();
        CopySources(folder);
        foreach (var file in new[] { source, test })
        {
            var path = file[3..file.IndexOf('\n', StringComparison.Ordinal)];
            File.Exists(folder[path]).Should().BeFalse($"{path} is to be a new file");
            folder.Write(path, file);
        }
        var command = Command().Matches(page).Select(match => match.Groups[1].Value).First();
        folder.Dotnet($"{command["dotnet ".Length..]} -nologo -v:q", ".").ShouldSucceed().ShouldNotSay("warning").ShouldMatch(@"Passed:\s+1\b");
        folder.Run(".", "build", "src/MergeSdk.Tool", "-p:MergeSdkReadyToRunRuntime=", "-nologo", "-v:q").ShouldSucceed().ShouldNotSay("warning");

        Merge(folder, "walk-through", recipe).ShouldSucceed();
        folder.Read("walk-through/obj/merge.plan.json").Should().Contain("\"op\":\"clip\"").And.Contain("\"max\":0.01");
        Merge(folder, "wrong", "Output = Base + Clip(a - Base, max: -1);").ShouldFail().ShouldMatch(@"recipe.csx\(1,37\): error MERGE2008: max is -1; ");

        // A limit beyond everything is no limit, and limit 0 leaves the base.
        Merge(folder, "none", "Output = Base + Clip(a - Base, max: 1e9);").ShouldSucceed();
        Merge(folder, "plain", "Output = Base + (a - Base);").ShouldSucceed();
        Merge(folder, "zero", "Output = Base + Clip(a - Base, max: 0);").ShouldSucceed();
        Merge(folder, "base", "Output = Base + 0 * (a - Base);").ShouldSucceed();
        Weights(folder, "none").Should().Equal(Weights(folder, "plain")).And.NotEqual(Weights(folder, "walk-through"));
        Weights(folder, "zero").Should().Equal(Weights(folder, "base"));
    }

    static void CopySources(MergeFolder folder)
    {
        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", ".editorconfig" })
            File.Copy(Path.Combine(Repository.Root, file), folder[file], overwrite: true);
        folder.Write("src/Directory.Build.props", File.ReadAllText(Path.Combine(Repository.Root, "src", "Directory.Build.props")));
        // Which the import writes, too.
        foreach (var file in new[] { "templates/mergeproj/_gitignore", "templates/mergeproj/_gitattributes" })
            folder.Write(file, File.ReadAllText(Path.Combine(Repository.Root, file)));
        folder.Write("tests/Directory.Build.props", File.ReadAllText(Path.Combine(Repository.Root, "tests", "Directory.Build.props")));
        // All but what MSBuild loads: it is not part of the tool.
        var sources = Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Where(project => Path.GetFileName(project) is not ("MergeSdk" or "MergeSdk.Tasks"));
        var tests = new[] { "MergeSdk.Build.Tests", "MergeSdk.TestModels" }.Select(project => Path.Combine(Repository.Root, "tests", project));
        foreach (var file in sources.Concat(tests).SelectMany(project => Directory.EnumerateFiles(project, "*", SearchOption.AllDirectories)))
        {
            var relative = Path.GetRelativePath(Repository.Root, file);
            if (relative.Split(Path.DirectorySeparatorChar)[2] is "bin" or "obj")
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(folder[relative])!);
            File.Copy(file, folder[relative]);
        }
    }

    static DotnetResult Merge(MergeFolder folder, string name, string recipe)
    {
        folder.Write($"{name}/recipe.csx", recipe);
        return folder.Run(name, "exec", folder["src/MergeSdk.Tool/bin/Debug/net10.0/mergesdk.dll"], "build", "recipe.csx", "--model", "base=../models/base", "--model", "a=../models/a");
    }

    static byte[] Weights(MergeFolder folder, string name) => File.ReadAllBytes(folder[$"{name}/bin/model.safetensors"]);

    static bool IsCode(string line) => line.Trim() is { Length: > 1 } text && !text.StartsWith("//", StringComparison.Ordinal);

    [GeneratedRegex(@"^\$ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("^```cs\\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
