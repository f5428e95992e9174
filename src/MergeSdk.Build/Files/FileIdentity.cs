using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Build.Files;

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
            return Statx.TryGet(path, out var statx) ? Of(statx) : null;
        var file = new FileInfo(path);
        if (file.Exists && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            file = target;
        return file.Exists ? new FileIdentity(file.Length, file.LastWriteTimeUtc.Ticks, 0, 0) : null;
    }

    /// <summary>The identity of a file that is open; null where the system tells it only of closed ones (not Linux).</summary>
    public static FileIdentity? Of(SafeFileHandle handle) => OperatingSystem.IsLinux() && Statx.TryGet(handle, out var statx) ? Of(statx) : null;

    /// <summary>Whether a file that had this identity has that one after it was moved, and nothing else was done to it: that changes the time of status change alone.</summary>
    public bool IsMoved(FileIdentity now) => this with { Changed = 0 } == now with { Changed = 0 };

    /// <summary>Whether other names may lead to the same bytes, so that writing into the file could change more than its owner expects.</summary>
    public static bool MayBeShared(string path) =>
        !OperatingSystem.IsLinux() || new FileInfo(path).LinkTarget is not null || !Statx.TryGet(path, out var statx) || statx.Links > 1;

    static FileIdentity Of(in Statx statx) => new(
        (long)statx.Size,
        statx.Modified.Nanoseconds,
        statx.Changed.Nanoseconds,
        statx.Inode ^ ((ulong)statx.DeviceMinor << 48) ^ ((ulong)statx.DeviceMajor << 56));

    /// <summary>The identity as it is stored.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Length}:{Modified}:{Changed}:{Inode:x}");
}
