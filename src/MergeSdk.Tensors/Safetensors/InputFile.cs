using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Tensors;

/// <summary>Opens files that somebody else made, refusing what is not a plain file before it is touched.</summary>
static class InputFile
{
    const int PieceBytes = 1 << 20;

    /// <summary>Reads a small file of a model, such as its configuration, as a whole.</summary>
    /// <param name="path">A regular file, or a link to one.</param>
    /// <param name="most">The most bytes it may have.</param>
    /// <exception cref="MergeException"><see cref="DiagnosticCodes.UnreadableFile"/> or <see cref="DiagnosticCodes.NotARegularFile"/>.</exception>
    public static byte[] ReadAllBytes(string path, int most = int.MaxValue)
    {
        using var stream = OpenRead(path);
        try
        {
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

    /// <summary>The content hash of a file of any size, read in pieces.</summary>
    /// <exception cref="MergeException"><see cref="DiagnosticCodes.UnreadableFile"/> or <see cref="DiagnosticCodes.NotARegularFile"/>.</exception>
    public static ContentHash Hash(string path)
    {
        using var stream = OpenRead(path);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            var length = stream.Length;
            var hasher = new TensorHasher(length);
            for (var position = 0L; position < length;)
            {
                var count = (int)Math.Min(PieceBytes, length - position);
                stream.ReadExactly(buffer, 0, count);
                hasher.Add(position, buffer.AsSpan(0, count));
                position += count;
            }
            return hasher.Finish();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Opens a regular file for reading in pieces of the reader's choice.</summary>
    /// <exception cref="MergeException"><see cref="DiagnosticCodes.UnreadableFile"/> or <see cref="DiagnosticCodes.NotARegularFile"/>.</exception>
    public static FileStream OpenRead(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileStream(Open(path), FileAccess.Read, bufferSize: 0);
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
