using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace MergeSdk.Tensors;

/// <summary>
/// The content hash of one tensor's stored bytes, computed from blocks that may come in any order and from any thread.
/// The bytes are cut into leaves of <see cref="LeafBytes"/>; the hash is the 128-bit XXH3 of the leaves' digests (16 bytes each, big-endian, in order)
/// followed by the total byte count (8 bytes, little-endian). The element type and the shape are not part of it.
/// </summary>
sealed class TensorHasher
{
    /// <summary>Size of a leaf in bytes: 256 KiB, so that threads can share even a small tensor and the digests are a 16,384th of the data.</summary>
    public const int LeafBytes = 256 * 1024;

    readonly byte[] _root;
    readonly long _byteCount;
    readonly ConcurrentDictionary<int, CutLeaf> _cutLeaves = new();
    long _seen;

    /// <summary>A hasher of a tensor of <paramref name="byteCount"/> bytes (≥ 0).</summary>
    public TensorHasher(long byteCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteCount);
        _byteCount = byteCount;
        var leaves = checked((int)((byteCount / LeafBytes) + (byteCount % LeafBytes == 0 ? 0 : 1)));
        _root = new byte[checked((leaves * ContentHash.Bytes) + sizeof(long))];
        BinaryPrimitives.WriteInt64LittleEndian(_root.AsSpan(leaves * ContentHash.Bytes), byteCount);
    }

    /// <summary>The hash of a whole tensor at once.</summary>
    public static ContentHash Hash(ReadOnlySpan<byte> bytes)
    {
        var hasher = new TensorHasher(bytes.Length);
        hasher.Add(0, bytes);
        return hasher.Finish();
    }

    /// <summary>
    /// Takes in the bytes from <paramref name="offset"/>. Threads may call it at the same time for ranges that do not overlap. Ranges of whole leaves
    /// are hashed where they are; a leaf that ranges cut is put together first.
    /// </summary>
    /// <param name="offset">Where the bytes start in the tensor.</param>
    /// <param name="bytes">Any number of bytes.</param>
    /// <exception cref="ArgumentException">The range is outside the tensor.</exception>
    public void Add(long offset, ReadOnlySpan<byte> bytes)
    {
        if (offset < 0 || offset > _byteCount || bytes.Length > _byteCount - offset)
            throw new ArgumentException($"Bytes {offset}..{offset + bytes.Length} are outside of a tensor of {_byteCount} bytes.", nameof(bytes));
        Interlocked.Add(ref _seen, bytes.Length);
        while (!bytes.IsEmpty)
        {
            var leaf = (int)(offset / LeafBytes);
            var start = (long)leaf * LeafBytes;
            var leafLength = (int)Math.Min(LeafBytes, _byteCount - start);
            var within = (int)(offset - start);
            var length = Math.Min(leafLength - within, bytes.Length);
            if (length == leafLength)
                HashLeaf(leaf, bytes[..length]);
            else
                AddToCutLeaf(leaf, leafLength, within, bytes[..length]);
            offset += length;
            bytes = bytes[length..];
        }
    }

    /// <summary>The hash, once every byte was added exactly once.</summary>
    /// <exception cref="InvalidOperationException">Fewer or more bytes were added than the tensor has.</exception>
    public ContentHash Finish()
    {
        var seen = Interlocked.Read(ref _seen);
        return seen == _byteCount
            ? XxHash3.Hash128(_root)
            : throw new InvalidOperationException($"{seen} of the tensor's {_byteCount} bytes were hashed.");
    }

    void HashLeaf(int leaf, ReadOnlySpan<byte> bytes) =>
        XxHash3.Hash128(bytes).WriteTo(_root.AsSpan(leaf * ContentHash.Bytes));

    void AddToCutLeaf(int leaf, int leafLength, int within, ReadOnlySpan<byte> bytes)
    {
        var cut = _cutLeaves.GetOrAdd(leaf, _ => new CutLeaf());
        lock (cut)
        {
            cut.Bytes ??= ArrayPool<byte>.Shared.Rent(LeafBytes);
            bytes.CopyTo(cut.Bytes.AsSpan(within));
            cut.Filled += bytes.Length;
            if (cut.Filled < leafLength)
                return;
            HashLeaf(leaf, cut.Bytes.AsSpan(0, leafLength));
            ArrayPool<byte>.Shared.Return(cut.Bytes);
            _cutLeaves.TryRemove(leaf, out var _);
        }
    }

    sealed class CutLeaf
    {
        public byte[]? Bytes;
        public int Filled;
    }
}
