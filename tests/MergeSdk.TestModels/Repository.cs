namespace MergeSdk.TestModels;

/// <summary>Where things are in the checkout the tests run from.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The tiny real models of the examples.</summary>
    public static string Model(string name) => Path.Combine(Root, "examples", "models", name);

    /// <summary>The reference implementation's numbers that are committed.</summary>
    public static string Golden(params string[] path) => Path.Combine([Root, "tests", "golden", .. path]);

    static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "MergeSdk.sln")))
                return folder;
        }
        throw new DirectoryNotFoundException("The tests do not run from a checkout.");
    }
}
