namespace MergeSdk.Compute;

/// <summary>Which elements of a group's tensors are kept: those above a magnitude, and of those equal to it the first ones.</summary>
/// <param name="Bits">The magnitude, as the bits of a float32.</param>
/// <param name="KeptEquals">How many elements of exactly that magnitude are kept, for each member of the group; null if all of them are.</param>
sealed record ModelThreshold(uint Bits, IReadOnlyList<long>? KeptEquals)
{
    /// <summary>The threshold for one member: its bits, and how many of its elements equal to it are kept; null if all are.</summary>
    public (uint Bits, long? KeptEquals) For(int member) => (Bits, KeptEquals?[member]);
}
