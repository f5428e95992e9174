namespace MergeSdk.Tool.Import;

/// <summary>What a project in git has beside it; the same as the template's. Files that are there stay as they are.</summary>
static class RepositoryFiles
{
    public static IReadOnlyList<(string Name, string Text)> All { get; } = [(".gitignore", Text("_gitignore")), (".gitattributes", Text("_gitattributes"))];

    static string Text(string name)
    {
        using var reader = new StreamReader(typeof(RepositoryFiles).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
