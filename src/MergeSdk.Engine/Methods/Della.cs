using System.Buffers;
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

    /// <summary>The probabilities to keep the elements of one vector.</summary>
    internal static void Probabilities(ReadOnlySpan<float> delta, double density, double epsilon, Span<double> probabilities)
    {
        if (delta.Length == 1)
        {
            probabilities[0] = density;
            return;
        }
        var magnitudes = ArrayPool<ulong>.Shared.Rent(delta.Length);
        var keys = magnitudes.AsSpan(0, delta.Length);
        for (var i = 0; i < delta.Length; i++)
            keys[i] = ((ulong)MagnitudeSelection.MagnitudeBits(delta[i]) << 32) | (uint)i;
        keys.Sort();
        for (var rank = 0; rank < keys.Length; rank++)
            probabilities[(int)(uint)keys[rank]] = density - epsilon + (2 * epsilon * rank / (keys.Length - 1));
        ArrayPool<ulong>.Shared.Return(magnitudes);
    }

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) =>
        $"Della({operands[0]}, density: {Number(Density)}, epsilon: {Number(Epsilon)}, seed: {Seed}{(Rescale ? "" : ", rescale: false")})";

    internal override TileOperation CreateOperation(OperationContext context) =>
        new Operation(this, RandomStream.Key(Seed, Leaves, context.Tensor), context.Tiling);

    sealed class Operation(Della della, ulong key, Tiling tiling) : TileOperation
    {
        readonly Rescaling? _rescaling = della.Rescale ? new Rescaling(tiling.TileCount) : null;

        public override bool NeedsPass => _rescaling is { NeedsPass: true };

        public override void Accumulate(in Tile tile)
        {
            var kept = tile.Scratch(0);
            Keep(tile, 1, kept);
            _rescaling!.Accumulate(tile, tile[0], kept);
        }

        public override void EndPass() => _rescaling!.EndPass();

        public override void Evaluate(in Tile tile, Span<float> result) => Keep(tile, _rescaling?.Factor ?? 1, result);

        public override void Release() => _rescaling?.Release();

        void Keep(in Tile tile, float factor, Span<float> result)
        {
            var bits = MemoryMarshal.Cast<float, uint>(tile.Scratch(1));
            Philox.Fill(key, tile.Start, bits);
            var rented = ArrayPool<double>.Shared.Rent(tiling.RowLength);
            var probabilities = rented.AsSpan(0, tiling.RowLength);
            var delta = tile[0];
            for (var row = 0; row < delta.Length; row += tiling.RowLength)
            {
                Probabilities(delta.Slice(row, tiling.RowLength), della.Density, della.Epsilon, probabilities);
                for (var i = 0; i < probabilities.Length; i++)
                    result[row + i] = bits[row + i] < probabilities[i] * (1UL << 32) ? delta[row + i] * factor : 0;
            }
            ArrayPool<double>.Shared.Return(rented);
        }
    }
}
