namespace MergeSdk.Graph;

/// <summary>
/// Computes a tile of the result, element by element. Called for many tiles at once, from several threads, in any order: it may depend on nothing but what it
/// is given.
/// </summary>
/// <param name="inputs">The same tile of each operand.</param>
/// <param name="output">The tile to fill, as long as the operands' tiles. It begins as zeros.</param>
public delegate void TileFunction(MethodInputs inputs, Span<float> output);

/// <summary>
/// Adds what a tile contributes to sums over the whole tensor. The sums of the tiles are added up in the order of tiles, so that the totals do not depend on the
/// number of threads.
/// </summary>
/// <param name="inputs">The same tile of each operand.</param>
/// <param name="sums">What this tile contributes. It begins as zeros.</param>
public delegate void TileMeasure(MethodInputs inputs, Span<double> sums);

/// <summary>As <see cref="TileFunction"/>, with sums over the whole tensor that a <see cref="TileMeasure"/> gathered.</summary>
/// <param name="inputs">The same tile of each operand.</param>
/// <param name="sums">The totals over all tiles.</param>
/// <param name="output">The tile to fill, as long as the operands' tiles. It begins as zeros.</param>
public delegate void MeasuredTileFunction(MethodInputs inputs, ReadOnlySpan<double> sums, Span<float> output);
