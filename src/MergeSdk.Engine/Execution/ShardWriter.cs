using MergeSdk.Engine.Artifact;
using MergeSdk.Engine.Files;
using MergeSdk.Engine.Incremental;
using MergeSdk.Engine.Thresholds;
using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Engine.Execution;

/// <summary>
/// Writes output weight files: computes and copies their tensors, and records each as soon as it is finished. A file that has all its tensors is flushed to the disk
/// while the next one is computed.
/// </summary>
sealed class ShardWriter(
    MergeRequest request, PlanInputs inputs, MergeState state, ContentStore contents, TensorMerges merges, ThresholdSearch thresholds, WorkerPool pool) : IDisposable
{
    readonly List<Task<(string Path, FileIdentity Identity)>> _flushes = [];
    readonly TilePrograms _programs = new();
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
        pool.ForEach(
            work.Copy,
            copy => CopyBlock.Count(copy.From.ByteCount),
            (copy, forEachBlock) =>
            {
                Copy(contents.Input(copy.From), handle, copy.Position, forEachBlock);
                request.Progress.AddTensor();
            });
        // The keys of factors need the inputs' contents before anything is computed.
        contents.Hash(work.Compute.Where(placed => HasFactors(placed.Tensor)).SelectMany(placed => inputs.ReadBy(placed.Tensor)), pool, toBeRead: true);
        thresholds.Find(work.Compute.Select(placed => placed.Tensor));
        pool.ForEach(
            work.Compute,
            placed => HasFactors(placed.Tensor) ? WorkerPool.Alone : CopyBlock.Count(placed.Tensor.DType.ByteCount(placed.Tensor.Shape.ElementCount)),
            (placed, forEachBlock) => Compute(placed.Tensor, handle, placed.Position, forEachBlock));
    }

    bool HasFactors(PlannedTensor tensor) => _programs.Of(tensor.Node).HasFactors;

    void Compute(PlannedTensor tensor, SafeFileHandle file, long position, BlockLoop forEachBlock)
    {
        var opened = inputs.Of(tensor).Select(contents.Input).ToList();
        TensorContent content;
        if (tensor.Node.Method is Input copied && opened[copied.Index].Stored.Info.DType == tensor.DType)
        {
            content = Copy(opened[copied.Index], file, position, forEachBlock);
        }
        else
        {
            var bytes = tensor.DType.ByteCount(tensor.Shape.ElementCount);
            var output = new OutputTensor(file, position, bytes, tensor.DType, request.Progress);
            using var merge = merges.Begin(tensor, _programs.Of(tensor.Node), opened, group => thresholds[group, tensor]);
            merge.Write(forEachBlock, output);
            Interlocked.Add(ref _bytesWritten, bytes);
            content = output.FinishContent();
        }
        contents.Learn(opened);
        state.Append(new TensorRecord(tensor.Name, inputs.KeyOf(tensor), content));
        request.Progress.AddTensor();
    }

    /// <summary>Copies stored bytes; what they hold is what the input does.</summary>
    TensorContent Copy(InputTensor input, SafeFileHandle file, long position, BlockLoop forEachBlock)
    {
        var total = input.Stored.ByteCount;
        forEachBlock(CopyBlock.Count(total), (block, workspace) =>
        {
            var offset = (long)block * CopyBlock.Bytes;
            var bytes = workspace.Bytes((int)Math.Min(CopyBlock.Bytes, total - offset));
            input.Read(offset, bytes);
            RandomAccess.Write(file, bytes, position + offset);
            ReadAndWriteAhead.StartFlushing(file, position + offset, bytes.Length);
            request.Progress.AddWritten(bytes.Length);
        });
        input.FinishContent();
        Interlocked.Add(ref _bytesWritten, total);
        return input.Content!.Value;
    }
}
