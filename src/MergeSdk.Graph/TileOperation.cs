namespace MergeSdk.Graph;

/// <summary>Takes in one tile of the operands. Called once for each tile, in any order, from several threads at once.</summary>
delegate void TileAction(in Tile tile);

/// <summary>One pass over the tiles of the operands.</summary>
/// <param name="Take">What is done with each tile.</param>
/// <param name="Sample">Whether it is over the tiles of <see cref="Tiling.SampleTile"/> only.</param>
readonly record struct Pass(TileAction Take, bool Sample = false);

/// <summary>
/// The arithmetic of one node for one tensor. If it needs figures of the whole tensor first (norms, a threshold), it yields passes: each is run to its end before
/// the next one is asked for. Then the result is evaluated tile by tile.
/// </summary>
/// <remarks>Figures are kept per tile and combined in the order of tiles, so that they do not depend on the number of threads.</remarks>
abstract class TileOperation
{
    /// <summary>The passes that must be run before <see cref="Evaluate"/>.</summary>
    public virtual IEnumerable<Pass> Passes() => [];

    /// <summary>Computes one tile of the result from the same tile of the operands.</summary>
    public abstract void Evaluate(in Tile tile, Span<float> result);

    /// <summary>Returns rented memory; the operation is not used after that.</summary>
    public virtual void Release()
    {
    }
}
