using System.Collections.Concurrent;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Compute;

/// <summary>Keeps what the tensors hold, by hash, and none of their bytes.</summary>
sealed class DigestSink : ITensorSink
{
    readonly ConcurrentDictionary<string, ContentHash> _hashes = new(StringComparer.Ordinal);

    /// <summary>The hash of each tensor that is finished, by name.</summary>
    public IReadOnlyDictionary<string, ContentHash> Hashes => _hashes;

    public ITensorDestination Open(PlannedTensor tensor) => new Destination(this, tensor.Name);

    sealed class Destination(DigestSink sink, string name) : ITensorDestination
    {
        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
        }

        public void Finish(TensorContent content) => sink._hashes[name] = content.Hash;
    }
}
