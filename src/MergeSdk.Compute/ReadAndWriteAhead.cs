using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Compute;

/// <summary>
/// Tells the system what will be read and what will not be written again, so that the disk works while the processor does. Advice only: results do not depend on
/// it, errors show up where the bytes are read or flushed, and systems other than Linux go without.
/// </summary>
static partial class ReadAndWriteAhead
{
    const int WillNeed = 3;
    const uint StartWriting = 2;

    /// <summary>Starts reading a part of a file into the page cache.</summary>
    public static void StartReading(SafeFileHandle handle, long position, long bytes)
    {
        if (OperatingSystem.IsLinux() && bytes > 0)
            _ = Advise(handle, position, bytes, WillNeed);
    }

    /// <summary>Starts writing a finished part of a file to the disk; the flush at the end then has little left to wait for.</summary>
    public static void StartFlushing(SafeFileHandle handle, long position, long bytes)
    {
        if (OperatingSystem.IsLinux() && bytes > 0)
            _ = SyncRange(handle, position, bytes, StartWriting);
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle handle, long offset, long length, int advice);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncRange(SafeFileHandle handle, long offset, long bytes, uint flags);
}
