using System.Runtime.InteropServices;
using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic.Selection;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    const string DarePaper = "Yu et al. 2024, arXiv:2311.03099";

    /// <summary>
    /// Keeps each element with probability density and drops the others at random (Yu et al. 2024, "Language Models are Super Mario").
    /// The draw is the same on every machine: it depends on the seed, the tensor's name and the element's index.
    /// </summary>
    /// <param name="vector">A task vector.</param>
    /// <param name="density">The probability to keep an element, above 0, at most 1.</param>
    /// <param name="seed">The seed of the draw; the recipe's <c>Seed</c> if left out.</param>
    /// <param name="rescale">
    /// How the dropped elements are made up for: <c>DareRescale.Magnitude</c> × Σ|δ| / Σ|δ̂|, as mergekit does, <c>DareRescale.Density</c> × 1/density,
    /// as the paper does, <c>DareRescale.None</c> not at all.
    /// </param>
    /// <exception cref="MergeException">A density outside its range.</exception>
    [KnownAs(
        "DARE-linear", "Output = Base + Dare(a - Base, density: 0.5) + Dare(b - Base, density: 0.5);",
        Mergekit = "dare_linear", Difference = "more: exact 1/density, a reproducible draw", Paper = DarePaper)]
    [KnownAs(
        "DARE-TIES", "Output = Base + Ties([Dare(a - Base, density: 0.5), Dare(b - Base, density: 0.5)]);",
        Mergekit = "dare_ties", Difference = "more: exact 1/density, a reproducible draw", Paper = DarePaper + "; " + TiesPaper)]
    public static TaskVector Dare(TaskVector vector, Param density, long? seed = null, DareRescale rescale = DareRescale.Magnitude)
    {
        var operand = TaskVector.Present(vector).Node;
        var share = Setting.Of<Dare>(nameof(density), density);
        return new TaskVector(VectorMethodNode.Create($"Dare({operand.Label})", [operand], [share], call =>
            call.Operand(0) is not { } found || call[share] >= 1
                ? call.Operand(0)
                : call.Add(new Dare(call[share], seed ?? call.Resolution.Seed, rescale), found)));
    }
}

/// <summary>How <see cref="Functions.Dare"/> makes up for the elements it dropped.</summary>
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
/// <param name="Density">The probability to keep an element, above 0, at most 1.</param>
/// <param name="Seed">Seed of the draw.</param>
/// <param name="Rescale">How the dropped elements are made up for.</param>
[Method("dare")]
sealed record Dare([Range(ParameterRange.Probability)] double Density, long Seed, DareRescale Rescale = DareRescale.Magnitude) : Method
{
    public override bool DependsOnNames => true;

    public override TileOperation CreateOperation(OperationContext context) => new Operation(RandomStream.Key(Seed, context), Density, Rescale, context);

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
