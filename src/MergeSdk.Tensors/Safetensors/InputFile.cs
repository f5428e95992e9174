using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Tensors;

/// <summary>Opens files that somebody else made, refusing what is not a plain file before it is touched.</summary>
public static class InputFile
{
    /// <summary>Reads a small file of a model, such as its configuration, as a whole.</summary>
    /// <param name="path">A regular file, or a link to one.</param>
    /// <param name="most">The most bytes it may have.</param>
    /// <exception cref="MergeException"><see cref="DiagnosticCodes.UnreadableFile"/> or <see cref="DiagnosticCodes.NotARegularFile"/>.</exception>
    public static byte[] ReadAllBytes(string path, int most = int.MaxValue)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = Open(path);
        try
        {
            using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
            if (stream.Length > most)
            {
                throw Error(DiagnosticCodes.UnreadableFile, path, $"the file has {stream.Length} bytes, more than the {most} that are read; it is probably not what its name says");
            }
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, exception);
        }
    }

    /// <summary>Opens a regular file for reading, whole or in parts.</summary>
    /// <exception cref="MergeException"><see cref="DiagnosticCodes.UnreadableFile"/> or <see cref="DiagnosticCodes.NotARegularFile"/>.</exception>
    internal static SafeFileHandle Open(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw Error(DiagnosticCodes.UnreadableFile, path, $"the path {QuotedName.Of(path)} contains a NUL character, which no file name can");
        }
        switch (FileKinds.Of(path))
        {
            case FileKind.Missing:
                throw Error(DiagnosticCodes.UnreadableFile, path, new FileInfo(path).LinkTarget is { } target
                    ? $"the file is a link to {QuotedName.Of(target)}, which does not exist; download the model again, links' targets included"
                    : "the file does not exist; check the path");
            case FileKind.Folder:
                throw Error(DiagnosticCodes.NotARegularFile, path, "expected a file, found a folder; name the file itself");
            case FileKind.Special:
                throw Error(DiagnosticCodes.NotARegularFile, path, "expected a regular file, found a pipe, device or socket; write it to a file first");
            case FileKind.LinkLoop:
                throw Error(DiagnosticCodes.NotARegularFile, path, "expected a file, found links that lead in a circle; replace the link by the file");
        }
        try
        {
            return File.OpenHandle(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, exception);
        }
    }

    internal static MergeException Unreadable(string path, Exception exception) =>
        Error(DiagnosticCodes.UnreadableFile, path, $"the file cannot be read: {exception.Message} Check its permissions and that no other program is writing it", exception);

    /// <summary>An error about a file. The sentence starts in lower case and has no full stop, as a compiler's.</summary>
    internal static MergeException Error(string code, string path, string message, Exception? inner = null) => new(code, message, new SourcePosition(path), inner);
}
