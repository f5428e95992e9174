using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Benchmarks;

/// <summary>What the kernel holds of files in memory.</summary>
static partial class PageCache
{
    const int WillNeed = 3;
    const int DontNeed = 4;
    const uint WriteRange = 2;

    /// <summary>Reads files, so that they are in memory as far as there is room.</summary>
    public static void Warm(IEnumerable<string> files)
    {
        Parallel.ForEach(files, file =>
        {
            var buffer = new byte[1 << 20];
            using var handle = File.OpenHandle(file);
            for (long position = 0, count = 1; count > 0; position += count)
                count = RandomAccess.Read(handle, buffer, position);
        });
    }

    /// <summary>Drops files from memory, with <c>posix_fadvise(POSIX_FADV_DONTNEED)</c>. The disk may still have a cache of its own.</summary>
    public static void Drop(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            using var handle = File.OpenHandle(file);
            Advise(handle, 0, 0, DontNeed);
        }
    }

    /// <summary>Lets the kernel begin to read a part of a file.</summary>
    public static void Prefetch(SafeFileHandle handle, long position, long length) => Advise(handle, position, length, WillNeed);

    /// <summary>Lets the kernel begin to write a part of a file to the disk, as the engine does.</summary>
    public static void StartWriting(SafeFileHandle handle, long position, long length)
    {
        if (SyncFileRange(handle, position, length, WriteRange) != 0)
            throw new IOException($"sync_file_range: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    /// <summary>Waits until everything written by anyone is on the disk, so that no measurement pays for what was before it.</summary>
    [LibraryImport("libc", EntryPoint = "sync")]
    public static partial void Flush();

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    private static partial int SyncFileRange(SafeFileHandle handle, long offset, long length, uint flags);

    static void Advise(SafeFileHandle handle, long position, long length, int advice)
    {
        var error = FileAdvise(handle, position, length, advice);
        if (error != 0)
            throw new IOException($"posix_fadvise: {new Win32Exception(error).Message}");
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int FileAdvise(SafeFileHandle handle, long offset, long length, int advice);
}
