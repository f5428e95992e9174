using System.Runtime.InteropServices;

namespace MergeSdk.Tensors.Tests;

/// <summary>Linux memory mappings for <see cref="GuardedBuffer{T}"/>.</summary>
static partial class GuardPages
{
    const int NoAccess = 0;
    const int ReadWrite = 3;
    const int PrivateAnonymous = 0x22;

    /// <summary>Address space that may not be touched, or -1.</summary>
    public static nint Map(nuint bytes) => Map(0, bytes, NoAccess, PrivateAnonymous, -1, 0);

    /// <summary>Makes pages readable and writable.</summary>
    public static bool Open(nint address, nuint bytes) => Protect(address, bytes, ReadWrite) == 0;

    [LibraryImport("libc", EntryPoint = "munmap")]
    internal static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint length, int protection);
}
