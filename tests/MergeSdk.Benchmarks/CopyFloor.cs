using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Benchmarks;

/// <summary>
/// The input and output of a merge and nothing else, the least that any merge takes: threads that each read a block of every input and write one of the
/// output, with positional reads and writes, in blocks of the engine's size, to a file allocated beforehand, which is forced to the disk in the end.
/// </summary>
static class CopyFloor
{
    /// <summary>The engine's block of bfloat16.</summary>
    const int BlockBytes = 512 * 1024;

    /// <summary>
    /// How far ahead the kernel is told what will be read. Its own guess fails where threads take blocks in turn: from a cold page cache two threads then took
    /// 2.5 times as long, with 3 times the processor time, as with 4 to 64 blocks.
    /// </summary>
    const int BlocksAhead = 16;

    /// <summary>Reads all inputs and writes as many bytes as the first one has.</summary>
    /// <param name="inputs">The weight files of each model; corresponding files have the same length.</param>
    /// <param name="output">The file to write; null to read only.</param>
    /// <param name="threads">Number of threads.</param>
    public static void Run(IReadOnlyList<IReadOnlyList<string>> inputs, string? output, int threads)
    {
        var handles = inputs.Select(files => files.Select(file => File.OpenHandle(file)).ToList()).ToList();
        var blocks = new List<(int File, long Position, int Length, long OutputPosition)>();
        var total = 0L;
        for (var file = 0; file < handles[0].Count; file++)
        {
            var length = RandomAccess.GetLength(handles[0][file]);
            for (var position = 0L; position < length; position += BlockBytes)
                blocks.Add((file, position, (int)Math.Min(BlockBytes, length - position), total + position));
            total += length;
        }
        using var target = output is null ? null : File.OpenHandle(output, FileMode.Create, FileAccess.ReadWrite, preallocationSize: total);

        var next = -1;
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            var buffers = inputs.Select(_ => new byte[BlockBytes]).ToList();
            for (int i; (i = Interlocked.Increment(ref next)) < blocks.Count;)
            {
                var (file, position, length, outputPosition) = blocks[i];
                if (i + BlocksAhead < blocks.Count)
                {
                    var ahead = blocks[i + BlocksAhead];
                    foreach (var files in handles)
                        PageCache.Prefetch(files[ahead.File], ahead.Position, ahead.Length);
                }
                for (var model = 0; model < buffers.Count; model++)
                    Read(handles[model][file], position, buffers[model].AsSpan(0, length));
                if (target is not null)
                {
                    RandomAccess.Write(target, buffers[0].AsSpan(0, length), outputPosition);
                    PageCache.StartWriting(target, outputPosition, length);
                }
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());

        if (target is not null)
            RandomAccess.FlushToDisk(target);
        handles.SelectMany(files => files).ToList().ForEach(handle => handle.Dispose());
    }

    static void Read(SafeFileHandle handle, long position, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = RandomAccess.Read(handle, bytes, position);
            if (count == 0)
                throw new EndOfStreamException("A model's file is shorter than the first model's.");
            bytes = bytes[count..];
            position += count;
        }
    }
}
