using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Benchmarks;

/// <summary>What the kernel holds of files in memory.</summary>
static partial class PageCache
{
    const int DontNeed = 4;

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
            var error = Advise(handle, 0, 0, DontNeed);
            if (error != 0)
                throw new IOException($"{file}: {new Win32Exception(error).Message}");
        }
    }

    /// <summary>Waits until everything written by anyone is on the disk, so that no measurement pays for what was before it.</summary>
    [LibraryImport("libc", EntryPoint = "sync")]
    public static partial void Flush();

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle handle, long offset, long length, int advice);
}
