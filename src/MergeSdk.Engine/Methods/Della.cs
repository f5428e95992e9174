using System.Runtime.InteropServices;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>
/// Keeps elements at random, large ones more often (Deep et al. 2024, "DELLA-Merging", MAGPRUNE). In each vector along the last axis, of m elements ranked
/// r = 1…m ascending by |δ| (of equals the lower index first), p = (density − ε) + 2ε·(r−1)/(m−1), and p = density where m = 1 (mergekit divides by zero there).
/// The draw is that of <see cref="Dare"/>.
/// </summary>
/// <param name="Operand">δ, a task vector.</param>
/// <param name="Density">The mean probability to keep an element.</param>
/// <param name="Epsilon">ε, half the spread of the probabilities; 0 &lt; density ± ε &lt; 1.</param>
/// <param name="Seed">Seed of the draw.</param>
/// <param name="Rescale">Whether to multiply by Σ|δ| / Σ|δ̂| afterwards.</param>
public sealed record Della(Expression Operand, double Density, double Epsilon, long Seed, bool Rescale) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [Operand];

    /// <inheritdoc/>
    public override bool WorksByRows => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Input> NamedInputs => [.. Leaves];

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) =>
        $"Della({operands[0]}, density: {Number(Density)}, epsilon: {Number(Epsilon)}, seed: {Seed}{(Rescale ? "" : ", rescale: false")})";

    internal override TileOperation CreateOperation(OperationContext context) =>
        new Operation(RandomStream.Key(Seed, Leaves, context.Tensor), Limits(context.Tiling.RowLength), Rescale, context);

    /// <summary>For each rank of a vector, in ascending order, the largest draw of 32 random bits that is below p·2³² and keeps the element.</summary>
    uint[] Limits(int count)
    {
        var limits = new uint[count];
        for (var rank = 0; rank < count; rank++)
        {
            var probability = count == 1 ? Density : Density - Epsilon + (2 * Epsilon * rank / (count - 1));
            limits[rank] = (uint)(Math.Ceiling(probability * (1UL << 32)) - 1);
        }
        return limits;
    }

    sealed class Operation(ulong key, uint[] limits, bool rescale, OperationContext context) : RandomSelection(rescale, 1, context)
    {
        protected override void Keep(in Tile tile, float factor, Span<float> result)
        {
            var bits = MemoryMarshal.Cast<float, uint>(tile.Scratch(1));
            Philox.Fill(key, tile.Start, bits);
            for (var row = 0; row < result.Length; row += limits.Length)
            {
                var length = limits.Length;
                RankedSelection.Keep(tile[0].Slice(row, length), bits.Slice(row, length), limits, factor, result.Slice(row, length));
            }
        }
    }
}
