using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Build.Files;

/// <summary>The parts of Linux's <c>struct statx</c> (the same on every architecture, unlike <c>struct stat</c>) that are used here.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
partial struct Statx
{
    const int CurrentFolder = -100;
    /// <summary>AT_EMPTY_PATH: the handle's own file.</summary>
    const int EmptyPath = 0x1000;
    const uint BasicStats = 0x7ff;

    [FieldOffset(16)]
    public uint Links;

    [FieldOffset(32)]
    public ulong Inode;

    [FieldOffset(40)]
    public ulong Size;

    [FieldOffset(96)]
    public Time Changed;

    [FieldOffset(112)]
    public Time Modified;

    [FieldOffset(136)]
    public uint DeviceMajor;

    [FieldOffset(140)]
    public uint DeviceMinor;

    public static bool TryGet(string path, out Statx result) => Get(CurrentFolder, path, 0, BasicStats, out result) == 0;

    public static bool TryGet(SafeFileHandle handle, out Statx result) => Get(handle, "", EmptyPath, BasicStats, out result) == 0;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Get(int folder, string path, int flags, uint mask, out Statx result);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Get(SafeFileHandle file, string path, int flags, uint mask, out Statx result);

    [StructLayout(LayoutKind.Sequential)]
    public struct Time
    {
        public long Seconds;
        public uint Fraction;
        readonly int _reserved;

        public readonly long Nanoseconds => (Seconds * 1_000_000_000) + Fraction;
    }
}
