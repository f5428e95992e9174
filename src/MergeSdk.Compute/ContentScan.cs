using MergeSdk.Tensors;

namespace MergeSdk.Compute;

/// <summary>Finds out what a tensor holds, whose stored bytes come by once, in blocks, in any order and from any thread.</summary>
sealed class ContentScan(DType type, long byteCount)
{
    readonly TensorHasher _hasher = new(byteCount);
    readonly NonFiniteScan _nonFinite = new(type);
    readonly SignScan _signs = new(type);

    /// <summary>Looks at whole elements.</summary>
    /// <param name="offset">Where they start in the tensor, in bytes.</param>
    /// <param name="bytes">The elements.</param>
    public void Add(long offset, ReadOnlySpan<byte> bytes)
    {
        _hasher.Add(offset, bytes);
        _nonFinite.Add(offset, bytes);
        _signs.Add(offset, bytes);
    }

    /// <summary>What the tensor holds, after all of it has come by.</summary>
    public TensorContent Finish() => new(_hasher.Finish(), _nonFinite.Lowest, _signs.Signs);
}
