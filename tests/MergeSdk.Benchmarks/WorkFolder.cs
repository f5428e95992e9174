namespace MergeSdk.Benchmarks;

/// <summary>The folder a benchmark works in, on the disk of the models; empty at the beginning and gone in the end.</summary>
sealed class WorkFolder : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(Results.Folder, "work");

    public WorkFolder() => Clear();

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Empties it, and waits until the disk has nothing left to do.</summary>
    public void Clear()
    {
        Dispose();
        Directory.CreateDirectory(Path);
        PageCache.Flush();
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
