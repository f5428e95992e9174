using System.Text.RegularExpressions;
using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests.Import;

/// <summary>The configurations that the reference merged, imported, built and compared with what it wrote.</summary>
public sealed partial class ImportedModelTests
{
    /// <summary>All but one whose second model is not there.</summary>
    public static TheoryData<string> Cases => new(Directory.EnumerateFiles(Repository.Golden("mergekit"), "config.yml", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Repository.Golden("mergekit"), Path.GetDirectoryName(path)!).Replace('\\', '/'))
        .Where(golden => !golden.StartsWith("bert-linear", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal));

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void An_imported_merge_equals_the_references(string golden)
    {
        var yaml = Reference().Replace(File.ReadAllText(Repository.Golden("mergekit", golden, "config.yml")), match => Folder(match.Groups[1].Value));
        using var folder = new ImportFolder();
        var (exitCode, messages) = folder.Import(yaml);
        exitCode.Should().Be(0, string.Join('\n', messages));
        messages.Should().BeEmpty();

        ReferenceDigest.Check(folder.Build(), golden);
    }

    private static string Folder(string model)
    {
        var folders = new[] { Repository.Model(model), Repository.Golden("models", model), Path.Combine(Repository.Root, "..", "shared", "golden", "models", model) };
        var folder = Array.Find(folders, Directory.Exists);
        Skip.If(folder is null, $"The model {model} (2 MB) is not part of the repository.");
        return Path.GetFullPath(folder);
    }

    [GeneratedRegex("models/([a-z0-9-]+)")]
    private static partial Regex Reference();
}
