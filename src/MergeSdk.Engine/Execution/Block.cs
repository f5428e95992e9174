namespace MergeSdk.Engine.Execution;

/// <summary>The unit of reading, hashing and writing, and of work handed to a thread.</summary>
internal static class Block
{
    /// <summary>
    /// Elements in a block: 64 tiles. For every element type a block is a whole number of the content hash's leaves, so blocks can be hashed in any order;
    /// 512 KiB of bfloat16 make system calls rare.
    /// </summary>
    public const int Elements = 64 * Tile.Elements;

    /// <summary>Bytes in a block of a plain copy.</summary>
    public const int CopyBytes = 1 << 20;

    /// <summary>How many blocks of <paramref name="size"/> cover <paramref name="total"/>.</summary>
    public static int Count(long total, int size) => checked((int)((total + size - 1) / size));
}
