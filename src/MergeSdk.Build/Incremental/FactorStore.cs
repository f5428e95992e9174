using System.Runtime.InteropServices;
using System.Text;
using MergeSdk.Compute;
using MergeSdk.Graph;
using MergeSdk.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Build.Incremental;

/// <summary>
/// Factors kept between builds, a file each: the length of the key and the key, the number of elements of the tensor, the number of matrices and of each its
/// elements; then the elements, and the hash of all that. Numbers are 64-bit, little-endian. A file that is not exactly that is as good as none.
/// </summary>
sealed class FactorStore(string folder)
{
    const int Chunk = 1 << 17;
    const int HashBytes = 32;
    const int MostMatrices = 16;

    /// <summary>A factor is kept only while the disk has room for so many of its size: it saves time, and is worth no failing build.</summary>
    const int RoomWanted = 16;

    int _computed;
    int _reused;

    /// <summary>Factors computed in this build.</summary>
    public int Computed => _computed;

    /// <summary>Factors taken from earlier builds.</summary>
    public int Reused => _reused;

    /// <summary>The value kept under a key, if there is one and it is undamaged.</summary>
    public FactorValue? Find(FactorKey key)
    {
        var path = PathOf(key);
        if (!File.Exists(path))
            return null;
        using var handle = File.OpenHandle(path);
        if (Read(handle, key) is not { } value)
            return null;
        Interlocked.Increment(ref _reused);
        return value;
    }

    /// <summary>Keeps a value that was just computed, if the disk has room for it.</summary>
    public void Keep(FactorKey key, FactorValue value)
    {
        Interlocked.Increment(ref _computed);
        var path = PathOf(key);
        var temporary = path + ".tmp";
        try
        {
            Directory.CreateDirectory(folder);
            if (new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace < RoomWanted * value.Bytes)
                return;
            // It may be a link.
            File.Delete(temporary);
            using (var handle = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write))
                Write(handle, key, value);
            File.Move(temporary, path, overwrite: true);
        }
        catch (IOException)
        {
            // The result does not depend on it; the next build computes it again.
            File.Delete(temporary);
        }
    }

    /// <summary>Removes everything but the values of some keys.</summary>
    public void KeepOnly(IEnumerable<FactorKey> keys)
    {
        if (!Directory.Exists(folder))
            return;
        var wanted = keys.Select(PathOf).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder).Where(path => !wanted.Contains(path)).ToList())
            File.Delete(path);
        if (wanted.Count == 0 && !Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }

    string PathOf(FactorKey key) => Path.Combine(folder, $"{key.Digest}.bin");

    static FactorValue? Read(SafeFileHandle handle, FactorKey key)
    {
        var length = RandomAccess.GetLength(handle);
        if (ReadHeader(handle, key, length) is not { } header)
            return null;
        var value = new FactorValue(new float[header.Tensor], [.. header.Matrices.Select(count => new double[count])]);
        var hasher = new TensorHasher(header.Bytes.Length + value.Bytes);
        hasher.Add(0, header.Bytes);
        var end = ForEachChunk(value, header.Bytes.Length, (position, bytes) =>
        {
            FileBytes.Read(handle, "", position, bytes);
            hasher.Add(position, bytes);
        });
        var hash = new byte[HashBytes];
        FileBytes.Read(handle, "", end, hash);
        return hash.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(hasher.Finish().ToString())) ? value : null;
    }

    /// <summary>The header, if it is one of that key and of a file of that length.</summary>
    static (byte[] Bytes, long Tensor, long[] Matrices)? ReadHeader(SafeFileHandle handle, FactorKey key, long length)
    {
        var text = Encoding.UTF8.GetBytes(key.Text);
        var fixedLength = (3 * sizeof(long)) + text.Length;
        if (length < fixedLength)
            return null;
        var start = new byte[fixedLength];
        FileBytes.Read(handle, "", 0, start);
        if (BitConverter.ToInt64(start) != text.Length || !start.AsSpan(sizeof(long), text.Length).SequenceEqual(text))
            return null;
        var tensor = BitConverter.ToInt64(start, sizeof(long) + text.Length);
        var count = BitConverter.ToInt64(start, (2 * sizeof(long)) + text.Length);
        if (tensor < 0 || tensor > Array.MaxLength || count < 0 || count > MostMatrices || length < fixedLength + (count * sizeof(long)))
            return null;
        var lengths = new byte[count * sizeof(long)];
        FileBytes.Read(handle, "", fixedLength, lengths);
        var matrices = MemoryMarshal.Cast<byte, long>(lengths).ToArray();
        if (matrices.Any(elements => elements < 0 || elements > Array.MaxLength))
            return null;
        var expected = fixedLength + lengths.Length + (tensor * sizeof(float)) + (matrices.Sum() * sizeof(double)) + HashBytes;
        return length == expected ? ([.. start, .. lengths], tensor, matrices) : null;
    }

    static void Write(SafeFileHandle handle, FactorKey key, FactorValue value)
    {
        var text = Encoding.UTF8.GetBytes(key.Text);
        long[] lengths = [value.Tensor.LongLength, value.Matrices.Count, .. value.Matrices.Select(matrix => matrix.LongLength)];
        byte[] header = [.. BitConverter.GetBytes((long)text.Length), .. text, .. MemoryMarshal.AsBytes(lengths.AsSpan())];
        var hasher = new TensorHasher(header.Length + value.Bytes);
        Add(0, header);
        var end = ForEachChunk(value, header.Length, Add);
        RandomAccess.Write(handle, Encoding.ASCII.GetBytes(hasher.Finish().ToString()), end);

        void Add(long position, Span<byte> bytes)
        {
            RandomAccess.Write(handle, bytes, position);
            hasher.Add(position, bytes);
        }
    }

    /// <summary>Calls an action for the elements, a piece after the other, and returns where the last one ended.</summary>
    static long ForEachChunk(FactorValue value, long position, ChunkAction action)
    {
        Pass<float>(value.Tensor);
        foreach (var matrix in value.Matrices)
            Pass<double>(matrix);
        return position;

        void Pass<T>(T[] elements)
            where T : struct
        {
            for (var start = 0; start < elements.Length; start += Chunk)
            {
                var bytes = MemoryMarshal.AsBytes(elements.AsSpan(start, Math.Min(Chunk, elements.Length - start)));
                action(position, bytes);
                position += bytes.Length;
            }
        }
    }

    delegate void ChunkAction(long position, Span<byte> bytes);
}
