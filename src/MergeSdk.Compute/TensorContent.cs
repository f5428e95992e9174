using MergeSdk.Tensors;

namespace MergeSdk.Compute;

/// <summary>What a tensor holds.</summary>
/// <param name="Hash">The hash of its bytes.</param>
/// <param name="NonFinite">The lowest index of a NaN or an infinity, −1 for none.</param>
/// <param name="Signs">The signs of its first elements, as <see cref="SignScan"/> has them.</param>
readonly record struct TensorContent(ContentHash Hash, long NonFinite, ulong Signs);
