using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes.Arithmetic.Selection;

/// <summary>What a tile looks like after the selection; it may use the tile's room.</summary>
delegate ReadOnlySpan<float> TileSelection(in Tile tile);

/// <summary>The factor Σ|δ| / Σ|δ̂| that gives a sparsified task vector its sum of magnitudes back; 1 if either sum is below 1e-7.</summary>
sealed class Rescaling(int tileCount)
{
    const double Negligible = 1e-7;

    readonly TileSums _all = new(tileCount);
    readonly TileSums _kept = new(tileCount);

    /// <summary>The factor; 1 until the pass has been run.</summary>
    public float Factor { get; private set; } = 1;

    /// <summary>The pass that finds the factor.</summary>
    /// <param name="select">Selects from the first operand.</param>
    public IEnumerable<Pass> Passes(TileSelection select)
    {
        yield return new Pass((in Tile tile) =>
        {
            _all[tile.Index] = Reductions.SumOfMagnitudes(tile[0]);
            _kept[tile.Index] = Reductions.SumOfMagnitudes(select(tile));
        });
        var (all, kept) = (_all.Total, _kept.Total);
        if (all >= Negligible && kept >= Negligible)
            Factor = (float)(all / kept);
    }

    public void Release()
    {
        _all.Release();
        _kept.Release();
    }
}
