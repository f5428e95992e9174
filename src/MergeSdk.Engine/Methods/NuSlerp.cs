namespace MergeSdk.Engine.Methods;

/// <summary>Which vectors of a tensor <see cref="NuSlerp"/> interpolates, each by itself.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<VectorAxis>))]
public enum VectorAxis
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
/// <param name="First">v₀.</param>
/// <param name="Second">v₁.</param>
/// <param name="T">t, finite.</param>
/// <param name="Axis">Which vectors are interpolated.</param>
public sealed record NuSlerp(Expression First, Expression Second, double T, VectorAxis Axis) : Expression
{
    const double SmallestNorm = 1e-7;

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [First, Second];

    /// <inheritdoc/>
    public override bool WorksByRows => Axis == VectorAxis.Last;

    /// <summary>t of two weights.</summary>
    public static double Position(double first, double second) => Math.Abs(first + second) < 1e-6 ? 0.5 : second / (first + second);

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) =>
        $"NuSlerp({operands[0]}, {operands[1]}, t: {Number(T)}{(Axis == VectorAxis.Whole ? "" : $", axis: {Axis}")})";

    internal override TileOperation CreateOperation(OperationContext context) => Axis == VectorAxis.First && context.Tensor.Shape.Rank > 1
        ? new ColumnOperation(context, (xx, xy, yy) => Coefficients(xx, xy, yy))
        : new GramOperation(2, context, byRow: Axis == VectorAxis.Last, (gram, coefficients) =>
            (coefficients[0], coefficients[1]) = Coefficients(gram[0, 0], gram[0, 1], gram[1, 1]));

    (double First, double Second) Coefficients(double firstSquares, double dot, double secondSquares)
    {
        var cosine = Math.Clamp(dot / Math.Max(Math.Sqrt(firstSquares), SmallestNorm) / Math.Max(Math.Sqrt(secondSquares), SmallestNorm), -1, 1);
        var theta = Math.Acos(cosine);
        var sine = Math.Sin(theta);
        return sine < 1e-8 || 1 - Math.Abs(cosine) < 1e-12 ? (1 - T, T) : (Math.Sin((1 - T) * theta) / sine, Math.Sin(T * theta) / sine);
    }
}
