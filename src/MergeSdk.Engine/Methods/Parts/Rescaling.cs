using MergeSdk.Engine.Execution;

namespace MergeSdk.Engine.Methods;

/// <summary>The factor Σ|δ| / Σ|δ̂| that gives a sparsified task vector its sum of magnitudes back; 1 if either sum is below 1e-7.</summary>
sealed class Rescaling(int tileCount)
{
    const double Negligible = 1e-7;

    readonly TileSums _all = new(tileCount);
    readonly TileSums _kept = new(tileCount);

    /// <summary>The factor; 1 until <see cref="EndPass"/>.</summary>
    public float Factor { get; private set; } = 1;

    /// <summary>Whether the pass is still to come.</summary>
    public bool NeedsPass { get; private set; } = true;

    public void Accumulate(in Tile tile, ReadOnlySpan<float> all, ReadOnlySpan<float> kept)
    {
        _all[tile.Index] = Tensors.Reductions.SumOfMagnitudes(all);
        _kept[tile.Index] = Tensors.Reductions.SumOfMagnitudes(kept);
    }

    public void EndPass()
    {
        var (all, kept) = (_all.Total, _kept.Total);
        if (all >= Negligible && kept >= Negligible)
            Factor = (float)(all / kept);
        NeedsPass = false;
    }

    public void Release()
    {
        _all.Release();
        _kept.Release();
    }
}
