using System.Text.RegularExpressions;
using MergeSdk.Sdk.Tests.Harness;

namespace MergeSdk.Sdk.Tests;

/// <summary>The README's walk-through for a new merge method, done as a stranger does it: its files are put into a copy of the sources, and recipes call it.</summary>
public partial class WalkthroughTests
{
    [Fact]
    public void A_method_added_as_the_readme_says_is_part_of_the_language()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n");
        var section = Section().Match(readme).Value;
        var blocks = Block().Matches(section).Select(block => block.Groups[1].Value).ToList();
        var files = blocks.Where(block => block.StartsWith("// src/", StringComparison.Ordinal)).ToList();
        var recipe = blocks.Except(files).Should().ContainSingle().Subject;
        files.Sum(file => file.Split('\n').Count(IsCode)).Should().BeLessThan(20, "it is to be short");

        using var folder = new MergeFolder("walk-through").WithModels();
        CopySources(folder);
        foreach (var file in files)
        {
            var path = file[3..file.IndexOf('\n', StringComparison.Ordinal)];
            File.Exists(folder[path]).Should().BeFalse($"{path} is to be a new file");
            folder.Write(path, file);
        }
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
        foreach (var project in new[] { "MergeSdk.Tensors", "MergeSdk.Engine", "MergeSdk.Recipes", "MergeSdk.Tool" })
        {
            var source = Path.Combine(Repository.Root, "src", project);
            foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                var relative = Path.GetRelativePath(source, file);
                if (relative.Split(Path.DirectorySeparatorChar)[0] is "bin" or "obj")
                    continue;
                var copy = folder[Path.Combine("src", project, relative)];
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }
    }

    static DotnetResult Merge(MergeFolder folder, string name, string recipe)
    {
        folder.Write($"{name}/recipe.csx", recipe);
        return folder.Run(name, "exec", folder["src/MergeSdk.Tool/bin/Debug/net10.0/mergesdk.dll"], "build", "recipe.csx", "--model", "base=../models/base", "--model", "a=../models/a");
    }

    static byte[] Weights(MergeFolder folder, string name) => File.ReadAllBytes(folder[$"{name}/bin/model.safetensors"]);

    static bool IsCode(string line) => line.Trim() is { Length: > 1 } text && !text.StartsWith("//", StringComparison.Ordinal);

    [GeneratedRegex(@"^## Add a merge method\n.*?(?=^## )", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex("^```cs\\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
