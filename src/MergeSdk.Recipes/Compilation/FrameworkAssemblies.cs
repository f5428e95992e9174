namespace MergeSdk.Recipes;

/// <summary>The assemblies of the framework that recipes use. (Not every trusted assembly: Roslyn and the rest of the tool are not the recipe's business.)</summary>
static class FrameworkAssemblies
{
    static readonly string? s_folder = Path.GetDirectoryName(typeof(object).Assembly.Location);

    /// <summary>Their files.</summary>
    public static IEnumerable<string> Files
    {
        get
        {
            var trusted = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator);
            return trusted.Where(path => Contains(path) && !Path.GetFileName(path).StartsWith("Microsoft.VisualBasic", StringComparison.Ordinal));
        }
    }

    /// <summary>Whether a file is one of them.</summary>
    public static bool Contains(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) == s_folder;
}
