namespace MergeSdk.Fuzz;

/// <summary>A file to read.</summary>
/// <param name="IsIndex">Whether it is an index rather than a safetensors file.</param>
/// <param name="Start">Its bytes, at least to the end of the header. Of the data the length is enough.</param>
/// <param name="Length">The whole file's length.</param>
readonly record struct FuzzInput(bool IsIndex, byte[] Start, long Length);
