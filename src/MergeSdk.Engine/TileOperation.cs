using MergeSdk.Engine.LinearAlgebra;

namespace MergeSdk.Engine;

/// <summary>
/// The arithmetic of one node of an expression for one tensor. If it needs figures of the whole tensor first (norms, a threshold), it asks for passes:
/// <see cref="NeedsPass"/> → <see cref="Accumulate"/> for every tile, in any order, from any thread → <see cref="EndPass()"/> → … → <see cref="Evaluate"/>.
/// </summary>
/// <remarks>Figures are kept per tile and combined in the order of tiles, so that they do not depend on the number of threads.</remarks>
abstract class TileOperation
{
    /// <summary>Whether all tiles must pass through <see cref="Accumulate"/> (again) before <see cref="Evaluate"/> can be called.</summary>
    public virtual bool NeedsPass => false;

    /// <summary>Whether that pass is to bring the tiles of <see cref="Tiling.SampleTile"/> only.</summary>
    public virtual bool TakesSample => false;

    /// <summary>Takes in one tile of the operands. Called once for each tile, concurrently for different ones.</summary>
    public virtual void Accumulate(in Tile tile) => throw new NotSupportedException();

    /// <summary>Whether <see cref="EndBlock"/> is called after every block of a pass, in the order of blocks.</summary>
    public virtual bool TakesBlocksInOrder => false;

    /// <summary>Ends a block, whose tiles one worker brought to <see cref="Accumulate"/>.</summary>
    public virtual void EndBlock(int worker) => throw new NotSupportedException();

    /// <summary>Ends the pass, after the last <see cref="Accumulate"/>.</summary>
    public virtual void EndPass() => throw new NotSupportedException();

    /// <summary>As <see cref="EndPass()"/>, for an operation that has much to compute there.</summary>
    public virtual void EndPass(ParallelLoop loop) => EndPass();

    /// <summary>Computes one tile of the result from the same tile of the operands.</summary>
    public abstract void Evaluate(in Tile tile, Span<float> result);

    /// <summary>Returns rented memory; the operation is not used after that.</summary>
    public virtual void Release()
    {
    }
}
