using System.Runtime.InteropServices;
using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic.Selection;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    const string DellaPaper = "Deep et al. 2024, arXiv:2406.11617";

    /// <summary>Keeps elements at random, large ones of each row more often (Deep et al. 2024, "DELLA-Merging").</summary>
    /// <param name="vector">A task vector.</param>
    /// <param name="density">The mean probability to keep an element.</param>
    /// <param name="epsilon">Half the spread of the probabilities; density − epsilon must be above 0 and density + epsilon below 1 (a density of 1 keeps all).</param>
    /// <param name="seed">The seed of the draw; the recipe's <c>Seed</c> if left out.</param>
    /// <param name="rescale">Whether to multiply by Σ|δ| / Σ|δ̂| afterwards.</param>
    /// <exception cref="MergeException">A parameter outside its range.</exception>
    [KnownAs(
        "DELLA-linear", "Output = Base + Linear([Della(a - Base, density: 0.5), Della(b - Base, density: 0.5)]);",
        Mergekit = "della_linear", Difference = "fixed: rows of one element; a reproducible draw", Paper = DellaPaper)]
    [KnownAs(
        "DELLA", "Output = Base + Ties([Della(a - Base, density: 0.5), Della(b - Base, density: 0.5)]);",
        Mergekit = "della", Difference = "fixed: rows of one element; a reproducible draw", Paper = DellaPaper)]
    public static TaskVector Della(TaskVector vector, Param density, Param? epsilon = null, long? seed = null, bool rescale = true)
    {
        var (share, spread) = (Setting.Of<Della>(nameof(density), density), Setting.Of<Della>(nameof(epsilon), epsilon));
        var position = RecipeErrors.Here();
        return new TaskVector(VectorMethodNode.Create("Della", Nodes([vector]), [share, spread], call =>
        {
            if (call.Operand(0) is not { } found || call[share] >= 1)
                return call.Operand(0);
            if (call[share] - call[spread] <= 0 || call[share] + call[spread] >= 1)
            {
                throw new MergeException(
                    DiagnosticCodes.ParameterOutOfRange,
                    $"Della: density {RecipeErrors.Text(call[share])} and epsilon {RecipeErrors.Text(call[spread])} for the tensor {call.Tensor.Name} give probabilities outside of 0 to 1;"
                    + " density - epsilon must be above 0 and density + epsilon below 1",
                    position);
            }
            return call.Add(new Della(call[share], call[spread], seed ?? call.Resolution.Seed, rescale), found);
        }));
    }
}

/// <summary>
/// Keeps elements at random, large ones more often (Deep et al. 2024, "DELLA-Merging", MAGPRUNE). In each vector along the last axis, of m elements ranked
/// r = 1…m ascending by |δ| (of equals the lower index first), p = (density − ε) + 2ε·(r−1)/(m−1), and p = density where m = 1 (mergekit divides by zero there).
/// The draw is that of <see cref="Dare"/>.
/// </summary>
/// <param name="Density">The mean probability to keep an element.</param>
/// <param name="Epsilon">ε, half the spread of the probabilities; 0 &lt; density ± ε &lt; 1.</param>
/// <param name="Seed">Seed of the draw.</param>
/// <param name="Rescale">Whether to multiply by Σ|δ| / Σ|δ̂| afterwards.</param>
[Method("della")]
sealed record Della(
    [Range(ParameterRange.Probability)] double Density, [Range(ParameterRange.Share)] double Epsilon = 0.15, long Seed = 0, bool Rescale = true) : Method
{
    public override bool WorksByRows => true;

    public override bool DependsOnNames => true;

    public override TileOperation CreateOperation(OperationContext context) =>
        new Operation(RandomStream.Key(Seed, context), Limits(context.Tiling.RowLength), Rescale, context);

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
