namespace MergeSdk.Engine;

/// <summary>A run of consecutive elements of a tensor, small enough that all operands of a node stay in the processor's caches.</summary>
internal readonly ref struct Tile
{
    /// <summary>
    /// Elements in a tile (the last one of a tensor may be shorter). Sums are formed tile by tile, so this number is part of the arithmetic:
    /// changing it changes the last bits of norms. 4096 floats are 16 KiB: three operands fit a 48 KiB L1 cache.
    /// </summary>
    public const int Elements = 4096;

    private readonly float[][] _registers;
    private readonly ReadOnlySpan<int> _operands;

    public Tile(long start, int length, int worker, float[][] registers, ReadOnlySpan<int> operands)
    {
        Start = start;
        Length = length;
        Worker = worker;
        _registers = registers;
        _operands = operands;
    }

    /// <summary>Index of its first element in the tensor.</summary>
    public long Start { get; }

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>Its number in the tensor, from 0.</summary>
    public int Index => (int)(Start / Elements);

    /// <summary>Which worker is at it, from 0; no two threads have the same one at a time.</summary>
    public int Worker { get; }

    /// <summary>The elements of an operand.</summary>
    public ReadOnlySpan<float> this[int operand] => _registers[_operands[operand]].AsSpan(0, Length);

    /// <summary>How many tiles a tensor has.</summary>
    public static int Count(long elements) => checked((int)((elements + Elements - 1) / Elements));
}
