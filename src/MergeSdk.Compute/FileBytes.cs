using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Compute;

/// <summary>Weight files that are read while others may move or replace them: positional reads that either fill the buffer or fail with the file's name.</summary>
static class FileBytes
{
    public static SafeFileHandle Open(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    public static void Read(SafeFileHandle handle, string path, long position, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var count = RandomAccess.Read(handle, bytes, position);
            if (count == 0)
            {
                throw new MergeException(
                    DiagnosticCodes.InputChanged,
                    $"the file ended at byte {position} while it was read: it was truncated during the build. Build again when nothing else writes to it.",
                    new SourcePosition(path));
            }
            bytes = bytes[count..];
            position += count;
        }
    }
}
