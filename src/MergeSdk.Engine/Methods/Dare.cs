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

    internal override TileOperation CreateOperation(OperationContext context) => new Operation(RandomStream.Key(Seed, Leaves, context.Tensor), Density, Rescale, context);

    sealed class Operation(ulong key, double density, DareRescale rescale, OperationContext context)
        : RandomSelection(rescale == DareRescale.Magnitude, rescale == DareRescale.Density ? (float)(1 / density) : 1, context)
    {
        // A draw u of 32 random bits keeps its element where u < density·2³². The least density keeps draws of 0.
        readonly uint _most = (uint)(Math.Max(1, Math.Round(density * (1UL << 32))) - 1);

        protected override void Keep(in Tile tile, float factor, Span<float> result)
        {
            var bits = MemoryMarshal.Cast<float, uint>(tile.Scratch(1));
            Philox.Fill(key, tile.Start, bits);
            Kernels.KeepWhereAtMost(tile[0], bits, _most, factor, result);
        }
    }
}
