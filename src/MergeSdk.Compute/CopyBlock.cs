namespace MergeSdk.Compute;

/// <summary>The pieces in which bytes are read and written as they are.</summary>
static class CopyBlock
{
    /// <summary>Bytes in a piece: 1 MiB makes system calls rare and stays in a second-level cache.</summary>
    public const int Bytes = 1 << 20;

    /// <summary>How many pieces cover <paramref name="total"/> bytes.</summary>
    public static int Count(long total) => checked((int)((total + Bytes - 1) / Bytes));
}
