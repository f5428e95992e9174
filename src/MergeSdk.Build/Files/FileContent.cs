using System.Buffers;
using MergeSdk.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Build.Files;

/// <summary>What a file is to hold: bytes at hand, or what another file holds, which may be large and is read in pieces whenever it is wanted.</summary>
sealed class FileContent
{
    const int PieceBytes = 1 << 20;

    readonly byte[]? _bytes;
    readonly string? _source;
    ContentHash? _hash;

    FileContent(byte[]? bytes, string? source, long length) => (_bytes, _source, Length) = (bytes, source, length);

    /// <summary>Its bytes.</summary>
    public long Length { get; }

    /// <summary>Its hash, as the lock file has it.</summary>
    public ContentHash Hash => _hash ??= _bytes is not null ? TensorHasher.Hash(_bytes) : InputFile.Hash(_source!);

    /// <summary>Bytes at hand.</summary>
    public static FileContent Of(byte[] bytes) => new(bytes, null, bytes.Length);

    /// <summary>What another file holds.</summary>
    /// <exception cref="MergeException">It cannot be read, or is no regular file.</exception>
    public static FileContent OfFile(string path)
    {
        using var stream = InputFile.OpenRead(path);
        return new FileContent(null, path, stream.Length);
    }

    /// <summary>Whether a file holds just this.</summary>
    public bool IsIn(string path)
    {
        if (_bytes is not null)
            return DurableFile.HasContent(path, _bytes);
        using var stream = InputFile.OpenRead(_source!);
        return DurableFile.HasContent(path, stream);
    }

    /// <summary>Writes it into an empty file.</summary>
    /// <exception cref="MergeException">The other file has changed since it was hashed.</exception>
    public void WriteTo(SafeFileHandle file)
    {
        if (_bytes is not null)
        {
            RandomAccess.Write(file, _bytes, 0);
            return;
        }
        using var stream = InputFile.OpenRead(_source!);
        var hasher = new TensorHasher(Length);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            var position = 0L;
            while (position < Length && stream.Read(buffer, 0, (int)Math.Min(PieceBytes, Length - position)) is > 0 and var count)
            {
                hasher.Add(position, buffer.AsSpan(0, count));
                RandomAccess.Write(file, buffer.AsSpan(0, count), position);
                position += count;
            }
            if (position < Length || stream.Length != Length || hasher.Finish() != Hash)
            {
                throw new MergeException(
                    DiagnosticCodes.InputChanged,
                    "the file changed while it was copied, so nothing was published. Build again when nothing else writes to it.",
                    new SourcePosition(_source!));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
