namespace MergeSdk.TestModels;

/// <summary>A folder for one test, removed with everything in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    // A space and a letter outside ASCII: paths have them.
    public string Path { get; } = Directory.CreateTempSubdirectory("merge é ").FullName;

    public string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
