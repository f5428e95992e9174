namespace MergeSdk.Sdk.Tests.Harness;

/// <summary>Where things of this repository are, and the packages folder that the builds under test share.</summary>
static class Repository
{
    static readonly Lazy<string> s_packages = new(PreparePackages);

    /// <summary>The folder of MergeSdk.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The feed with the packages under test.</summary>
    public static string Feed => Path.Combine(Root, "artifacts", "packages");

    /// <summary>The NuGet packages folder of the builds under test, with the MergeSdk of the feed and of nowhere else.</summary>
    public static string Packages => s_packages.Value;

    /// <summary>The user's own packages folder: whatever else a build needs is taken from there rather than downloaded again.</summary>
    public static string UserPackages { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>A package of the feed.</summary>
    public static string Package(string id) => Path.Combine(Feed, $"{id}.1.0.0.nupkg");

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MergeSdk.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests must lie below the folder of MergeSdk.sln.");
    }

    static string PreparePackages()
    {
        if (!File.Exists(Package("MergeSdk")))
            throw new InvalidOperationException($"There is no package to test in '{Feed}': run 'dotnet run build.cs pack' first.");
        var folder = Path.Combine(Root, "artifacts", "test-packages");
        // The version of a package does not change with its content; NuGet would use what it has.
        if (Directory.Exists(folder))
        {
            foreach (var old in Directory.GetDirectories(folder, "mergesdk*"))
                Directory.Delete(old, recursive: true);
        }
        // Without the user's folder to fall back on, where examples may have left an older package of the same version.
        using var project = new MergeFolder("restore");
        Dotnet.Run(project.Path, ["msbuild", "-getProperty:UsingMergeSdk", project.Project("first", "")], Dotnet.Environment(folder, fallback: null)).ShouldSucceed();
        return folder;
    }
}
