using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Tensors;

/// <summary>A safetensors file's header, read and checked: what is in the file and where. The tensors' bytes are not read.</summary>
sealed class SafetensorsFile
{
    /// <summary>
    /// The longest header that is read, in bytes: what the reference parser allows. It also limits the tensors to fewer than 2,000,000, as the shortest
    /// entry with a name of its own takes 55 bytes.
    /// </summary>
    internal const long MaxHeaderBytes = 100_000_000;

    const int LengthBytes = sizeof(ulong);

    SafetensorsFile(string path, long dataOffset, long length, DateTime modified, HeaderContent content)
    {
        Path = path;
        DataOffset = dataOffset;
        Length = length;
        ModifiedUtc = modified;
        Tensors = content.Tensors;
        Metadata = content.Metadata;
    }

    /// <summary>The path it was read from, as given.</summary>
    public string Path { get; }

    /// <summary>Where the data section starts, in bytes from the start of the file.</summary>
    public long DataOffset { get; }

    /// <summary>The file's size in bytes.</summary>
    public long Length { get; }

    /// <summary>When the file had last been written to when its header was read.</summary>
    public DateTime ModifiedUtc { get; }

    /// <summary>All tensors, in the order of their data. They fill the data section without holes or overlaps; those of no bytes come in the order of their names.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>The header's <c>__metadata__</c>; empty where it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads and checks a header. Nothing is accepted that the reference parser would refuse.</summary>
    /// <param name="path">A regular file, or a link to one.</param>
    /// <exception cref="MergeException">The file cannot be read or is not a valid safetensors file: codes MERGE1001 to MERGE1011.</exception>
    public static SafetensorsFile ReadHeader(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = InputFile.Open(path);
        try
        {
            return ReadHeader(path, file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InputFile.Unreadable(path, exception);
        }
    }

    /// <summary>Requires that the file is still as it was when its header was read, by length and time.</summary>
    /// <exception cref="MergeException">It is not.</exception>
    public void CheckUnchanged()
    {
        var now = new FileInfo(File.ResolveLinkTarget(Path, returnFinalTarget: true)?.FullName ?? Path);
        if (now.Length != Length || now.LastWriteTimeUtc != ModifiedUtc)
            throw Changed(Path);
    }

    internal static MergeException Changed(string path) => new(
        DiagnosticCodes.InputChanged,
        "the file changed while it was read, so nothing was published. Build again when nothing else writes to it.",
        new SourcePosition(path));

    static unsafe SafetensorsFile ReadHeader(string path, SafeFileHandle file)
    {
        var modified = File.GetLastWriteTimeUtc(file);
        var length = RandomAccess.GetLength(file);
        Span<byte> prefix = stackalloc byte[ForeignFormat.PrefixBytes];
        var headerLength = HeaderLength(path, prefix[..ReadAt(file, prefix, 0)], length);
        // Not on the garbage collector's heap, where 100 MB of text would stay beside the tensors that it describes.
        var memory = NativeMemory.Alloc((nuint)headerLength);
        try
        {
            var header = new Span<byte>(memory, headerLength);
            if (ReadAt(file, header, LengthBytes) != headerLength)
            {
                throw InputFile.Error(DiagnosticCodes.TruncatedFile, path, "the file became shorter while its header was read; build again when nothing writes to it");
            }
            var dataOffset = LengthBytes + headerLength;
            return new SafetensorsFile(path, dataOffset, length, modified, HeaderParser.Parse(header, path, length - dataOffset));
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    /// <summary>The length of the header's JSON text, checked against the file it is in.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="prefix">The file's first <see cref="ForeignFormat.PrefixBytes"/> bytes, or all if it has fewer.</param>
    /// <param name="length">The file's length in bytes.</param>
    internal static int HeaderLength(string path, ReadOnlySpan<byte> prefix, long length)
    {
        var headerLength = prefix.Length < LengthBytes ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        var plausible = headerLength > 0 && headerLength <= (ulong)Math.Max(0, length - LengthBytes) && prefix[LengthBytes] == (byte)'{';
        if (!plausible && ForeignFormat.Recognize(prefix) is { } found)
        {
            throw InputFile.Error(DiagnosticCodes.NotSafetensors, path, $"expected a safetensors file, {found}");
        }
        if (length < LengthBytes)
        {
            throw InputFile.Error(DiagnosticCodes.TruncatedFile, path, $"the file has {length} bytes, fewer than the 8 of a header's length: an interrupted download? Download it again");
        }
        if (headerLength == 0)
        {
            throw InputFile.Error(DiagnosticCodes.InvalidHeader, path, "the header's length is 0, but even a file without tensors has a header of 2 bytes; download the file again");
        }
        if (headerLength > MaxHeaderBytes)
        {
            throw InputFile.Error(DiagnosticCodes.HeaderLimitExceeded, path,
                $"the header's length is given as {headerLength} bytes; at most {MaxHeaderBytes} are allowed. This is probably not a safetensors file");
        }
        if (headerLength > (ulong)(length - LengthBytes))
        {
            throw InputFile.Error(DiagnosticCodes.TruncatedFile, path,
                $"the header should have {headerLength} bytes, the file has only {length - LengthBytes} after the length: an interrupted download? Download it again");
        }
        if (prefix[LengthBytes] != (byte)'{')
        {
            throw InputFile.Error(DiagnosticCodes.InvalidHeader, path, $"the header must start with '{{', found byte 0x{prefix[LengthBytes]:X2}; this is not a safetensors file");
        }
        return (int)headerLength;
    }

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    static int ReadAt(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(file, buffer[total..], offset + total);
            if (read == 0)
            {
                break;
            }
            total += read;
        }
        return total;
    }
}
