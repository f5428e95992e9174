namespace MergeSdk.Graph;

/// <summary>A run of consecutive elements of a tensor, small enough that all operands of a node stay in the processor's caches.</summary>
readonly ref struct Tile
{
    readonly float[][] _registers;
    readonly ReadOnlySpan<int> _operands;
    readonly int _firstScratch;

    public Tile(int index, long start, int length, int worker, float[][] registers, ReadOnlySpan<int> operands, int firstScratch)
    {
        (Index, Start, Length, Worker) = (index, start, length, worker);
        _registers = registers;
        _operands = operands;
        _firstScratch = firstScratch;
    }

    /// <summary>Its number in the tensor, from 0.</summary>
    public int Index { get; }

    /// <summary>Index of its first element in the tensor.</summary>
    public long Start { get; }

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>Which worker is at it, from 0; no two threads have the same one at a time.</summary>
    public int Worker { get; }

    /// <summary>The elements of an operand.</summary>
    public ReadOnlySpan<float> this[int operand] => _registers[_operands[operand]].AsSpan(0, Length);

    /// <summary>Room for as many elements as the tile has, with whatever is in it; 0 or 1.</summary>
    public Span<float> Scratch(int index) => _registers[_firstScratch + index].AsSpan(0, Length);
}
