using MergeSdk.Tensors;

namespace MergeSdk.Compute;

/// <summary>Finds the lowest NaN or infinity of a tensor whose stored bytes come by in blocks, in any order and from any thread.</summary>
sealed class NonFiniteScan(DType type)
{
    long _lowest = long.MaxValue;

    /// <summary>The lowest index so far, −1 if there is none.</summary>
    public long Lowest => Interlocked.Read(ref _lowest) is var lowest && lowest == long.MaxValue ? -1 : lowest;

    /// <summary>Looks at whole elements.</summary>
    /// <param name="offset">Where they start in the tensor, in bytes.</param>
    /// <param name="bytes">The elements.</param>
    public void Add(long offset, ReadOnlySpan<byte> bytes)
    {
        if (NonFinite.IndexOf(type, bytes) is not (>= 0 and var found))
            return;
        var index = (offset / type.ElementBytes()) + found;
        for (var known = _lowest; index < known;)
        {
            var before = Interlocked.CompareExchange(ref _lowest, index, known);
            if (before == known)
                return;
            known = before;
        }
    }
}
