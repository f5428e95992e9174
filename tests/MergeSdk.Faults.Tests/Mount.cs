namespace MergeSdk.Faults.Tests;

/// <summary>A file system of its own over a folder, until it is disposed.</summary>
sealed class Mount : IDisposable
{
    /// <summary>Tests that mount run one after the other: a process with mounts of its own keeps those of the others alive.</summary>
    public const string Tests = "mounts";

    readonly string _folder;

    Mount(string folder) => _folder = folder;

    /// <summary>An empty one in memory.</summary>
    public static Mount InMemory(string folder, long bytes)
    {
        Directory.CreateDirectory(folder);
        Command.Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", folder);
        return new Mount(folder);
    }

    /// <summary>A disk.</summary>
    public static Mount Disk(string device, string folder)
    {
        Directory.CreateDirectory(folder);
        Command.Run("mount", device, folder);
        return new Mount(folder);
    }

    /// <summary>Changes the size of one in memory.</summary>
    public void Resize(long bytes) => Command.Run("mount", "-o", $"remount,size={bytes}", _folder);

    public void Dispose() => Command.Run("umount", _folder);
}
