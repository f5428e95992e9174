using MergeSdk.Graph;

namespace MergeSdk.Compute;

/// <summary>
/// The part of a block that is in memory at a time: as many tiles as a worker's memory holds, with the stored bytes of every input and of the output. It decides how
/// much is read and written at once and nothing else, so it may differ from machine to machine.
/// </summary>
sealed class Chunk
{
    readonly int[] _sizes;
    readonly int[] _places;

    /// <param name="tiling">How the tensor is cut.</param>
    /// <param name="registers">Tiles of float32 that are needed beside the stored bytes.</param>
    /// <param name="sizes">Bytes of an element of each input, then of the output.</param>
    /// <param name="memory">Bytes that a worker may use; a tile of everything is needed in any case.</param>
    public Chunk(Tiling tiling, int registers, int[] sizes, long memory)
    {
        _sizes = sizes;
        _places = new int[sizes.Length];
        for (var i = 1; i < sizes.Length; i++)
            _places[i] = _places[i - 1] + sizes[i - 1];
        BytesPerElement = sizes.Sum();
        var registerBytes = (long)registers * tiling.TileElements * sizeof(float);
        LeastBytes = registerBytes + ((long)tiling.TileElements * BytesPerElement);
        var fitting = (memory - registerBytes) / (LeastBytes - registerBytes);
        var wanted = (Math.Min(tiling.BlockElements, tiling.Elements) + tiling.TileElements - 1) / tiling.TileElements;
        Elements = (int)Math.Max(1, Math.Min(fitting, wanted)) * tiling.TileElements;
        Bytes = registerBytes + ((long)Elements * BytesPerElement);
    }

    /// <summary>Bytes that a tile of everything takes.</summary>
    public long LeastBytes { get; }

    /// <summary>Elements in a chunk, a whole number of tiles.</summary>
    public int Elements { get; }

    /// <summary>Bytes of memory that it takes, registers included.</summary>
    public long Bytes { get; }

    int BytesPerElement { get; }

    /// <summary>The bytes of an input.</summary>
    /// <param name="workspace">Whose.</param>
    /// <param name="input">The input's index.</param>
    /// <param name="start">The first element, from the chunk's start.</param>
    /// <param name="count">The number of elements.</param>
    public Span<byte> Input(Workspace workspace, int input, int start, int count) =>
        workspace.Bytes(checked(Elements * BytesPerElement)).Slice((_places[input] * Elements) + (start * _sizes[input]), count * _sizes[input]);

    /// <summary>The bytes of the output.</summary>
    /// <inheritdoc cref="Input" path="/param"/>
    public Span<byte> Output(Workspace workspace, int start, int count) => Input(workspace, _sizes.Length - 1, start, count);
}
