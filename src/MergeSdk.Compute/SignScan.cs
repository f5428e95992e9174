using MergeSdk.Tensors;

namespace MergeSdk.Compute;

/// <summary>
/// The signs of a tensor's first 64 elements, whose stored bytes come by in blocks, in any order and from any thread: enough to tell, over all tensors of two
/// models, whether one was trained from the other.
/// </summary>
sealed class SignScan(DType type)
{
    /// <summary>How many elements are looked at.</summary>
    public const int Elements = 64;

    ulong _signs;

    /// <summary>A bit for each element, from the lowest: set if it is negative.</summary>
    public ulong Signs => Interlocked.Read(ref _signs);

    /// <summary>Looks at whole elements.</summary>
    /// <param name="offset">Where they start in the tensor, in bytes.</param>
    /// <param name="bytes">The elements.</param>
    public void Add(long offset, ReadOnlySpan<byte> bytes)
    {
        if (offset >= Elements * sizeof(double) || !type.IsArithmetic())
            return;
        var size = type.ElementBytes();
        var signs = 0UL;
        for (var (element, end) = ((int)(offset / size), size); element < Elements && end <= bytes.Length; element++, end += size)
            signs |= (ulong)(bytes[end - 1] >> 7) << element;
        Interlocked.Or(ref _signs, signs);
    }
}
