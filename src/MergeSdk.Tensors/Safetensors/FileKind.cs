using System.Runtime.InteropServices;

namespace MergeSdk.Tensors;

/// <summary>What a path leads to, links followed.</summary>
enum FileKind
{
    /// <summary>Bytes that can be read at any position.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A pipe, device or socket: opening or reading it may block for ever.</summary>
    Special,

    /// <summary>Nothing there, or a link to nothing.</summary>
    Missing,

    /// <summary>Links that lead to themselves.</summary>
    LinkLoop,

    /// <summary>The file system did not say.</summary>
    Unknown,
}

/// <summary>
/// Asks the file system for a <see cref="FileKind"/> without opening the file: opening a pipe hangs, and .NET's own file attributes do not tell one apart.
/// </summary>
static partial class FileKinds
{
    const int NoSuchEntry = 2;
    const int NotAFolder = 20;
    const int TooManyLinksLinux = 40;
    const int TooManyLinksMac = 62;
    const int TypeMask = 0xF000;
    const int RegularType = 0x8000;
    const int FolderType = 0x4000;

    // The largest of the structures is 256 bytes; the mode is 16 bits at a fixed place in each.
    const int StatusBytes = 512;
    const int LinuxModeOffset = 28;
    const int MacModeOffset = 4;
    const int CurrentFolder = -100;
    const uint WantType = 1;

    public static FileKind Of(string path)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                Span<byte> status = stackalloc byte[StatusBytes];
                return OfResult(StatusLinux(CurrentFolder, path, 0, WantType, ref status[0]), status[LinuxModeOffset..]);
            }
            if (OperatingSystem.IsMacOS())
            {
                Span<byte> status = stackalloc byte[StatusBytes];
                var result = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? StatusMac(path, ref status[0]) : StatusMac64(path, ref status[0]);
                return OfResult(result, status[MacModeOffset..]);
            }
        }
        catch (EntryPointNotFoundException)
        {
            // A C library without statx: the portable answer below is right for everything but special files.
        }
        return Directory.Exists(path) ? FileKind.Folder : File.Exists(path) ? FileKind.Regular : FileKind.Missing;
    }

    static FileKind OfResult(int result, ReadOnlySpan<byte> mode)
    {
        if (result != 0)
        {
            return Marshal.GetLastPInvokeError() switch
            {
                NoSuchEntry or NotAFolder => FileKind.Missing,
                TooManyLinksLinux when OperatingSystem.IsLinux() => FileKind.LinkLoop,
                TooManyLinksMac when OperatingSystem.IsMacOS() => FileKind.LinkLoop,
                _ => FileKind.Unknown,
            };
        }
        return (MemoryMarshal.Read<ushort>(mode) & TypeMask) switch
        {
            RegularType => FileKind.Regular,
            FolderType => FileKind.Folder,
            _ => FileKind.Special,
        };
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatusLinux(int folder, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", EntryPoint = "stat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatusMac(string path, ref byte status);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatusMac64(string path, ref byte status);
}
