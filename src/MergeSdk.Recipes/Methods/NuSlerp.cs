using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>
    /// Spherical interpolation of two models by weights (mergekit's nuslerp): t = w₂/(w₁+w₂). Relative to a base it interpolates their task vectors.
    /// </summary>
    /// <param name="a">The first model with its weight (1 if none is written); gives element types, configuration and tokenizer.</param>
    /// <param name="b">The second model with its weight.</param>
    /// <param name="flatten">Whether a tensor is one vector; otherwise each of its rows or columns is.</param>
    /// <param name="rowWise">Without <paramref name="flatten"/>: whether the vectors run along the first axis instead of the last.</param>
    /// <param name="relativeTo">A base whose task vectors are interpolated, and applied to it.</param>
    /// <exception cref="MergeException">A weight that is not finite, or tensors that differ in shape or type.</exception>
    [KnownAs(
        "NuSLERP", "Output = NuSlerp((a, 0.6), (b, 0.4), relativeTo: Base);",
        Mergekit = "nuslerp", Difference = "fixed: exactly antiparallel vectors are interpolated linearly")]
    public static Model NuSlerp(
        Weighted<Model> a, Weighted<Model> b, [Mergekit("nuslerp_flatten")] bool flatten = true, [Mergekit("nuslerp_row_wise")] bool rowWise = false,
        Model? relativeTo = null)
    {
        var axis = flatten ? VectorAxis.Whole : rowWise ? VectorAxis.First : VectorAxis.Last;
        var weights = Weights([a, b]);
        return relativeTo is null
            ? new Model(ModelMethodNode.Create("NuSlerp", Nodes([a.Value, b.Value]), weights, call => call.Add(Between(call), call.OperandsOrFirst())))
            : relativeTo + new TaskVector(VectorMethodNode.Create(
                "NuSlerp", Nodes([a.Value - relativeTo, b.Value - relativeTo]), weights, method: Between));

        NuSlerp Between(TensorCall call)
        {
            var (first, second) = (call[weights[0]], call[weights[1]]);
            return new NuSlerp(Math.Abs(first + second) < 1e-6 ? 0.5 : second / (first + second), axis);
        }
    }
}

/// <summary>Which vectors of a tensor <see cref="NuSlerp"/> interpolates, each by itself.</summary>
enum VectorAxis
{
    /// <summary>The whole tensor is one vector.</summary>
    Whole,

    /// <summary>Vectors along the last axis.</summary>
    Last,

    /// <summary>Vectors along the first axis.</summary>
    First,
}

/// <summary>
/// Spherical interpolation with weights (mergekit's nuslerp). t = w₂/(w₁+w₂), 0.5 if |w₁+w₂| &lt; 1e-6. With u = v/max(‖v‖, 1e-7), c = ⟨u₀,u₁⟩ clamped to
/// −1…1 and θ = arccos c: (sin((1−t)θ)·v₀ + sin(tθ)·v₁)/sin θ, and (1−t)·v₀ + t·v₁ where sin θ &lt; 1e-8 or 1 − |c| &lt; 1e-12 (mergekit explodes for exactly
/// antiparallel vectors). Relative to a base, v are task vectors and the result is applied to it.
/// </summary>
/// <param name="T">t, finite.</param>
/// <param name="Axis">Which vectors are interpolated.</param>
[Method("nuSlerp")]
sealed record NuSlerp(double T, VectorAxis Axis = VectorAxis.Whole) : Method
{
    const double SmallestNorm = 1e-7;

    public override bool WorksByRows => Axis == VectorAxis.Last;

    public override string Text(IReadOnlyList<string> operands) =>
        $"NuSlerp({operands[0]}, {operands[1]}, t: {Number(T)}{(Axis == VectorAxis.Whole ? "" : $", axis: {Axis}")})";

    public override TileOperation CreateOperation(OperationContext context) => Axis == VectorAxis.First && context.Shape.Rank > 1
        ? new ColumnOperation(context, (xx, xy, yy) => Coefficients(xx, xy, yy))
        : new GramOperation(context, byRow: Axis == VectorAxis.Last, (gram, coefficients) =>
            (coefficients[0], coefficients[1]) = Coefficients(gram[0, 0], gram[0, 1], gram[1, 1]));

    (double First, double Second) Coefficients(double firstSquares, double dot, double secondSquares)
    {
        var cosine = Math.Clamp(dot / Math.Max(Math.Sqrt(firstSquares), SmallestNorm) / Math.Max(Math.Sqrt(secondSquares), SmallestNorm), -1, 1);
        var theta = Math.Acos(cosine);
        var sine = Math.Sin(theta);
        return sine < 1e-8 || 1 - Math.Abs(cosine) < 1e-12 ? (1 - T, T) : (Math.Sin((1 - T) * theta) / sine, Math.Sin(T * theta) / sine);
    }
}
