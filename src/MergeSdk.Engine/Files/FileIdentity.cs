using System.Globalization;

namespace MergeSdk.Engine.Files;

/// <summary>
/// What tells whether a file may have changed since its content was hashed: length, times of modification and of status change, and inode.
/// Where the system has no status-change time and inode for us (not Linux) they are 0 and length and modification time decide.
/// </summary>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">Time of modification, in 100 ns ticks or finer, for comparison only.</param>
/// <param name="Changed">Time of status change, which no program can set back.</param>
/// <param name="Inode">Device and inode number mixed.</param>
readonly record struct FileIdentity(long Length, long Modified, long Changed, ulong Inode)
{
    /// <summary>The identity of the file a path leads to, links followed; null if there is none.</summary>
    public static FileIdentity? Of(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            if (Statx.TryGet(path, out var statx))
                return new FileIdentity((long)statx.Size, statx.Modified.Nanoseconds, statx.Changed.Nanoseconds, statx.Inode ^ ((ulong)statx.DeviceMinor << 48) ^ ((ulong)statx.DeviceMajor << 56));
            return null;
        }
        var file = new FileInfo(path);
        if (file.Exists && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            file = target;
        return file.Exists ? new FileIdentity(file.Length, file.LastWriteTimeUtc.Ticks, 0, 0) : null;
    }

    /// <summary>Whether other names may lead to the same bytes, so that writing into the file could change more than its owner expects.</summary>
    public static bool MayBeShared(string path) =>
        !OperatingSystem.IsLinux() || !Statx.TryGet(path, out var statx) || statx.Links > 1;

    /// <summary>The identity as it is stored.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Length}:{Modified}:{Changed}:{Inode:x}");
}
