using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>How <see cref="Dare"/> makes up for the elements it dropped.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DareRescale>))]
public enum DareRescale
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>× 1/density: the paper's, which keeps the expected value of every element.</summary>
    Density,

    /// <summary>× Σ|δ| / Σ|δ̂|: mergekit's, which keeps the tensor's sum of magnitudes (skipped if either is below 1e-7).</summary>
    Magnitude,
}

/// <summary>
/// Keeps each element of a task vector with probability density and drops the others (Yu et al. 2024, "Language Models are Super Mario").
/// The draw depends on the seed, the models and the tensor's name that the operand reads first, and the element's index alone.
/// </summary>
/// <param name="Operand">δ, a task vector.</param>
/// <param name="Density">The probability to keep an element, above 0, at most 1.</param>
/// <param name="Seed">Seed of the draw.</param>
/// <param name="Rescale">How the dropped elements are made up for.</param>
public sealed record Dare(Expression Operand, double Density, long Seed, DareRescale Rescale) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [Operand];

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) =>
        $"Dare({operands[0]}, density: {Number(Density)}, seed: {Seed}{(Rescale == DareRescale.Magnitude ? "" : $", rescale: {Rescale}")})";

    /// <inheritdoc/>
    /// <remarks>The names that <see cref="RandomStream"/> mixes in decide the result as much as the inputs' contents do.</remarks>
    public override IReadOnlyList<Input> NamedInputs => [.. Leaves];

    internal override TileOperation CreateOperation(OperationContext context) =>
        new Operation(RandomStream.Key(Seed, Leaves, context.Tensor), Density, Rescale, context.TileCount);

    sealed class Operation(ulong key, double density, DareRescale rescale, int tileCount) : TileOperation
    {
        // A draw u of 32 random bits keeps its element where u < density·2³². The least density keeps draws of 0.
        readonly uint _most = (uint)(Math.Max(1, Math.Round(density * (1UL << 32))) - 1);
        readonly Rescaling? _rescaling = rescale == DareRescale.Magnitude ? new Rescaling(tileCount) : null;

        public override bool NeedsPass => _rescaling is { NeedsPass: true };

        float Factor => rescale == DareRescale.Density ? (float)(1 / density) : _rescaling?.Factor ?? 1;

        public override void Accumulate(in Tile tile)
        {
            var kept = tile.Scratch(0);
            Keep(tile, 1, kept);
            _rescaling!.Accumulate(tile, tile[0], kept);
        }

        public override void EndPass() => _rescaling!.EndPass();

        public override void Evaluate(in Tile tile, Span<float> result) => Keep(tile, Factor, result);

        public override void Release() => _rescaling?.Release();

        void Keep(in Tile tile, float factor, Span<float> result)
        {
            var bits = MemoryMarshal.Cast<float, uint>(tile.Scratch(1));
            Philox.Fill(key, tile.Start, bits);
            Kernels.KeepWhereAtMost(tile[0], bits, _most, factor, result);
        }
    }
}
