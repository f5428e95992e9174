using MergeSdk.Build.Files;
using MergeSdk.Build.Incremental;
using MergeSdk.Compute;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Build.Session;

/// <summary>
/// Writes output weight files: computes and copies their tensors, and records each as soon as it is finished. A file that has all its tensors is flushed to the disk
/// while the next one is computed.
/// </summary>
sealed class ShardWriter(PlanInputs inputs, MergeState state, ContentStore contents, Computation computation, WorkerPool pool) : IDisposable
{
    readonly List<Task<(string Path, FileIdentity Identity)>> _flushes = [];
    long _bytesWritten;

    /// <summary>Bytes written so far.</summary>
    public long BytesWritten => _bytesWritten;

    /// <summary>Brings a weight file to its layout; it is on the disk after <see cref="Finish"/>.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="path">The file, out of loaders' sight.</param>
    public void Write(ShardWork work, string path)
    {
        var handle = File.OpenHandle(
            path,
            work.Mode == ShardMode.Write ? FileMode.CreateNew : FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.Read,
            preallocationSize: work.Mode == ShardMode.Write ? work.Layout.Length : 0);
        try
        {
            Write(work, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
        _flushes.Add(Task.Run(() => Flush(handle, path)));
    }

    static (string Path, FileIdentity Identity) Flush(SafeFileHandle handle, string path)
    {
        FileIdentity? identity;
        try
        {
            using (handle)
            {
                DurableFile.Flush(handle, path);
                identity = FileIdentity.Of(handle);
            }
        }
        catch (IOException)
        {
            // The system counts the refused bytes as written: later flushes succeed, and reads return what the disk does not have. So none of it may be reused.
            File.Delete(path);
            throw;
        }
        return (path, identity ?? FileIdentity.Of(path) ?? throw new FileNotFoundException(null, path));
    }

    /// <summary>Waits until everything that was written is on the disk.</summary>
    /// <returns>The identities of the files that were written, by path.</returns>
    /// <exception cref="IOException">The disk refused it.</exception>
    public Dictionary<string, FileIdentity> Finish() => _flushes.Select(flush => flush.GetAwaiter().GetResult()).ToDictionary(file => file.Path, file => file.Identity);

    /// <summary>Ends what goes on in the background, after a failure too.</summary>
    public void Dispose() => Task.WhenAll(_flushes).ContinueWith(_ => { }, TaskScheduler.Default).Wait();

    void Write(ShardWork work, SafeFileHandle handle)
    {
        if (work.Mode == ShardMode.Write)
        {
            RandomAccess.SetLength(handle, work.Layout.Length);
            RandomAccess.Write(handle, work.Layout.Header, 0);
            _bytesWritten += work.Layout.Header.Length;
        }
        var sink = new ShardSink(work, handle, (tensor, content) => state.Append(new TensorRecord(tensor.Name, inputs.KeyOf(tensor), content)));
        // What an earlier build wrote is recorded already.
        pool.ForEach(work.Copy, copy => CopyBlock.Count(copy.From.ByteCount), (copy, forEachBlock) =>
        {
            computation.Copy(contents.Input(copy.From), sink.Open(copy.Tensor), forEachBlock);
            computation.Progress.AddTensor();
        });
        computation.Run([.. work.Compute.Select(placed => placed.Tensor)], sink);
        _bytesWritten += sink.BytesWritten;
    }
}
