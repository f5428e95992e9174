using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Build.Files;

/// <summary>
/// Writing that survives a crash. The framework's own flush reports no error of fsync on Unix (EIO, ENOSPC and EDQUOT are swallowed), so fsync is called directly there.
/// </summary>
static partial class DurableFile
{
    /// <summary>From how many small files on one flush of the file system is quicker than a flush each, whatever else it has to write.</summary>
    const int Many = 64;

    /// <summary>Forces a file's content to the disk.</summary>
    public static void Flush(SafeFileHandle handle, string path)
    {
        if (OperatingSystem.IsWindows())
            RandomAccess.FlushToDisk(handle);
        else if (Fsync(handle) != 0)
            throw new IOException($"{path}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    /// <summary>Forces a folder's entries (creations, renames) to the disk, where the system has such a thing.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var handle = OpenFolder(folder);
        if (handle.IsInvalid || Fsync(handle) != 0)
            throw new IOException($"{folder}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    /// <summary>Replaces a file's content in one step: readers see the old content or the new one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its new content.</param>
    /// <param name="temporary">Where the content is written first, on the same file system; null for beside the file.</param>
    public static void Replace(string path, FileContent content, string? temporary = null)
    {
        temporary ??= Temporary(path);
        using (var handle = Create(temporary))
        {
            content.WriteTo(handle);
            Flush(handle, temporary);
        }
        Move(temporary, path);
    }

    /// <summary>As <see cref="Replace"/>, for several files of a folder. Many are brought to the disk together: one by one each waits for the disk.</summary>
    /// <param name="files">Their paths and contents.</param>
    /// <param name="temporary">A folder where the contents are written first, on the same file system.</param>
    public static void ReplaceAll(IReadOnlyList<(string Path, FileContent Content)> files, string temporary)
    {
        var together = files.Count >= Many && OperatingSystem.IsLinux();
        foreach (var (path, content) in files)
        {
            var written = Path.Combine(temporary, Path.GetFileName(path));
            using var handle = Create(written);
            content.WriteTo(handle);
            if (!together)
                Flush(handle, written);
        }
        if (together)
            FlushFileSystem(temporary);
        foreach (var (path, _) in files)
            Move(Path.Combine(temporary, Path.GetFileName(path)), path);
    }

    /// <summary>Renames a file on its file system, over one that is there; unlike the framework's own, a failure has the file's name.</summary>
    public static void Move(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: true);
        }
        catch (IOException e) when (!e.Message.Contains(to, StringComparison.Ordinal))
        {
            throw new IOException($"{to}: {e.Message}", e);
        }
    }

    /// <summary>Whether a file is there and has exactly this content.</summary>
    public static bool HasContent(string path, ReadOnlySpan<byte> content) =>
        File.Exists(path) && new FileInfo(path).Length == content.Length && content.SequenceEqual(File.ReadAllBytes(path));

    /// <summary>As <see cref="Replace"/>, but leaves the file and its times alone when it has that content already.</summary>
    /// <returns>Whether the file was written.</returns>
    public static bool ReplaceIfDifferent(string path, byte[] content)
    {
        if (HasContent(path, content))
        {
            // A killed build may have been about to write something else.
            File.Delete(Temporary(path));
            return false;
        }
        Replace(path, FileContent.Of(content));
        return true;
    }

    /// <summary>As <see cref="ReplaceIfDifferent(string, byte[])"/>, for a content that need not be in memory at once.</summary>
    public static bool ReplaceIfDifferent(string path, Action<Stream> write)
    {
        var temporary = Temporary(path);
        bool different;
        using (var stream = new FileStream(Create(temporary), FileAccess.ReadWrite))
        {
            write(stream);
            stream.Position = 0;
            different = !HasContent(path, stream);
            if (different)
                Flush(stream.SafeFileHandle, temporary);
        }
        // Some systems neither delete nor move a file that is open.
        if (different)
            Move(temporary, path);
        else
            File.Delete(temporary);
        return different;
    }

    /// <summary>Whether a file is there and has exactly the content of another, read from its beginning.</summary>
    public static bool HasContent(string path, FileStream content)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != content.Length)
            return false;
        using var file = File.OpenRead(path);
        Span<byte> bytes = new byte[1 << 16], wanted = new byte[bytes.Length];
        int count;
        while ((count = content.ReadAtLeast(wanted, wanted.Length, throwOnEndOfStream: false)) > 0)
        {
            if (file.ReadAtLeast(bytes[..count], count, throwOnEndOfStream: false) < count || !bytes[..count].SequenceEqual(wanted[..count]))
                return false;
        }
        return true;
    }

    static string Temporary(string path) => path + ".tmp";

    /// <summary>A new file in the place of whatever has the name: a link there is not followed.</summary>
    static SafeFileHandle Create(string path)
    {
        File.Delete(path);
        return File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
    }

    static void FlushFileSystem(string folder)
    {
        using var handle = OpenFolder(folder);
        if (handle.IsInvalid || SyncFileSystem(handle) != 0)
            throw new IOException($"{folder}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle handle);

    /// <summary>Unlike <c>sync</c>, this reports the errors of what it writes (since Linux 5.8).</summary>
    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFileSystem(SafeFileHandle handle);

    static SafeFileHandle OpenFolder(string folder) => Open(folder, 0);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial SafeFileHandle Open(string path, int flags);
}
