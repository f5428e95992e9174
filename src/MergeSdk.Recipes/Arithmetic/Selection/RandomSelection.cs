using System.Buffers;
using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes.Arithmetic.Selection;

/// <summary>Keeps random elements of a task vector, times a factor, and makes the others +0.</summary>
abstract class RandomSelection : TileOperation
{
    /// <summary>Most elements of which it is remembered whether they were kept: 4 MiB of bits. The others are drawn again in every pass.</summary>
    const int MostRemembered = 1 << 25;

    readonly float _factor;
    readonly Rescaling? _rescaling;
    readonly int _wordsOfTile;
    readonly int _rememberedTiles;
    readonly ushort[] _kept = [];

    /// <param name="rescale">Whether the factor is to restore the vector's sum of magnitudes.</param>
    /// <param name="factor">The factor otherwise.</param>
    /// <param name="context">What it works on.</param>
    protected RandomSelection(bool rescale, float factor, OperationContext context)
    {
        _factor = factor;
        if (rescale)
        {
            _rescaling = new Rescaling(context.TileCount);
            _wordsOfTile = NonzeroBits.Words(context.Tiling.TileElements);
            _rememberedTiles = Math.Min(context.TileCount, MostRemembered / context.Tiling.TileElements);
            _kept = ArrayPool<ushort>.Shared.Rent(Math.Max(1, _rememberedTiles * _wordsOfTile));
        }
    }

    public sealed override IEnumerable<Pass> Passes() => _rescaling?.Passes(DrawAndRemember) ?? [];

    public sealed override void Evaluate(in Tile tile, Span<float> result)
    {
        var factor = _rescaling?.Factor ?? _factor;
        if (tile.Index < _rememberedTiles)
            NonzeroBits.Keep(tile[0], Remembered(tile.Index), factor, result);
        else
            Keep(tile, factor, result);
    }

    public sealed override void Release()
    {
        if (_rescaling is not null)
        {
            _rescaling.Release();
            ArrayPool<ushort>.Shared.Return(_kept);
        }
    }

    /// <summary>Draws for a tile of the vector. The same elements are kept at every call; <c>tile.Scratch(1)</c> is free.</summary>
    protected abstract void Keep(in Tile tile, float factor, Span<float> result);

    ReadOnlySpan<float> DrawAndRemember(in Tile tile)
    {
        var kept = tile.Scratch(0);
        Keep(tile, 1, kept);
        if (tile.Index < _rememberedTiles)
            NonzeroBits.Pack(kept, Remembered(tile.Index));
        return kept;
    }

    Span<ushort> Remembered(int tile) => _kept.AsSpan(tile * _wordsOfTile, _wordsOfTile);
}
