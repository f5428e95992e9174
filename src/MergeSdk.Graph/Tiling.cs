using MergeSdk.Tensors;

namespace MergeSdk.Graph;

/// <summary>How a tensor is cut into tiles, and tiles are gathered to blocks. A function of the shape and the expression alone, never of the machine.</summary>
sealed class Tiling
{
    /// <summary>
    /// Elements in a tile. Sums are formed tile by tile, so this number is part of the arithmetic: changing it changes the last bits of norms.
    /// 4096 floats are 16 KiB: two operands and a result fit a 48 KiB L1 cache.
    /// </summary>
    const int UsualTile = 4096;

    /// <summary>Elements in a block, the unit of reading and of work for a thread: 512 KiB of bfloat16 make system calls rare.</summary>
    const int UsualBlock = 64 * UsualTile;

    /// <summary>Most tiles in the sample: they say within a percent or so where a rank lies, at a small part of a pass's cost.</summary>
    const int MostSampleTiles = 64;

    /// <summary>Cuts a tensor.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="byRows">Whether every tile must hold whole rows (vectors along the last axis), however long they are.</param>
    public Tiling(TensorShape shape, bool byRows)
    {
        Elements = shape.ElementCount;
        var rowLength = shape.Rank == 0 ? 1 : Math.Max(1, shape[^1]);
        RowLength = byRows ? checked((int)rowLength) : (int)Math.Min(int.MaxValue, rowLength);
        TileElements = !byRows ? UsualTile : RowLength * Math.Max(1, UsualTile / RowLength);
        TileCount = Count(Elements, TileElements);
        BlockElements = TileElements * Math.Max(1, UsualBlock / TileElements);
        BlockCount = Count(Elements, BlockElements);
        SampleTiles = Math.Min(MostSampleTiles, TileCount / 8);
    }

    /// <summary>Elements in the tensor.</summary>
    public long Elements { get; }

    /// <summary>Elements in a vector along the last axis. Not by rows, it is no more than the largest int.</summary>
    public int RowLength { get; }

    /// <summary>Elements in a tile; the last one may have fewer.</summary>
    public int TileElements { get; }

    public int TileCount { get; }

    /// <summary>Elements in a block, a whole number of tiles; the last one may have fewer.</summary>
    public int BlockElements { get; }

    public int BlockCount { get; }

    /// <summary>The block that a tile belongs to.</summary>
    public int BlockOf(int tile) => tile / (BlockElements / TileElements);

    /// <summary>Whether a tile is the last one of its block.</summary>
    public bool IsLastOfBlock(int tile) => tile == TileCount - 1 || BlockOf(tile + 1) != BlockOf(tile);

    /// <summary>Number of tiles in the sample, evenly spread; 0 where a whole pass costs as little.</summary>
    public int SampleTiles { get; }

    /// <summary>The number of a tile of the sample.</summary>
    /// <param name="place">Its place in the sample, from 0.</param>
    public int SampleTile(int place) => (int)((long)place * TileCount / SampleTiles);

    /// <summary>The place in the sample of one of its tiles.</summary>
    public int SamplePlace(int tile) => (int)((((long)tile * SampleTiles) + TileCount - 1) / TileCount);

    static int Count(long total, int size) => checked((int)((total + size - 1) / size));
}
