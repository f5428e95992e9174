using MergeSdk.Compute;
using MergeSdk.Graph.Plans;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Build.Session;

/// <summary>Puts tensors into their places in a weight file.</summary>
/// <param name="work">What is done to the file.</param>
/// <param name="file">The file, out of loaders' sight.</param>
/// <param name="finished">Told of each tensor that has all its bytes.</param>
sealed class ShardSink(ShardWork work, SafeFileHandle file, Action<PlannedTensor, TensorContent> finished) : ITensorSink
{
    readonly Dictionary<string, long> _positions = work.Layout.Tensors.ToDictionary(placed => placed.Tensor.Name, placed => placed.Position, StringComparer.Ordinal);
    long _bytesWritten;

    /// <summary>Bytes written so far.</summary>
    public long BytesWritten => Interlocked.Read(ref _bytesWritten);

    public ITensorDestination Open(PlannedTensor tensor) => new Destination(this, tensor, _positions[tensor.Name]);

    sealed class Destination(ShardSink sink, PlannedTensor tensor, long position) : ITensorDestination
    {
        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            RandomAccess.Write(sink.File, bytes, position + offset);
            ReadAndWriteAhead.StartFlushing(sink.File, position + offset, bytes.Length);
            Interlocked.Add(ref sink._bytesWritten, bytes.Length);
        }

        public void Finish(TensorContent content) => sink.Finished(tensor, content);
    }

    SafeFileHandle File => file;

    Action<PlannedTensor, TensorContent> Finished => finished;
}
