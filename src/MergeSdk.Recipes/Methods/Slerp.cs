using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>
    /// Spherical linear interpolation: (sin((1−t)θ)·a + sin(tθ)·b) / sin θ with θ the angle between the tensors a and b; linear where they are almost
    /// parallel (|cos θ| > 0.9995).
    /// </summary>
    /// <param name="a">The result at t = 0; gives element types, configuration and tokenizer.</param>
    /// <param name="b">The result at t = 1.</param>
    /// <param name="t">Finite; values outside 0 to 1 extrapolate.</param>
    /// <exception cref="MergeException">A t that is not finite, or tensors that differ in shape or type.</exception>
    [KnownAs("SLERP", "Output = Slerp(a, b, t: 0.5);", Mergekit = "slerp", Paper = "Shoemake 1985, doi:10.1145/325334.325242")]
    public static Model Slerp(Model a, Model b, Param t)
    {
        var position = Setting.Of<Slerp>(nameof(t), t);
        return new Model(ModelMethodNode.Create("Slerp", Nodes([a, b]), [position], call =>
        {
            // At its ends an interpolation is one of its operands, and then a plain copy keeps every bit.
            if (call[position] == 0 || call.Operand(1) is not { } end)
                return call.Operand(0);
            return call[position] == 1 ? end : call.Add(new Slerp(call[position]), call.Operand(0)!, end);
        }));
    }
}

/// <summary>
/// Spherical linear interpolation of two tensors (Shoemake 1985). With uₖ = vₖ/‖vₖ‖ (vₖ itself if ‖vₖ‖ ≤ 1e-8) and d = ⟨u₀,u₁⟩: (1−t)·v₀ + t·v₁
/// if |d| > 0.9995, else θ = arccos d and (sin((1−t)θ)·v₀ + sin(tθ)·v₁)/sin θ on the un-normalised tensors. Norms and the dot product in float64.
/// </summary>
/// <param name="T">t, finite; values outside 0 to 1 extrapolate.</param>
[Method("slerp")]
sealed record Slerp(double T) : Method
{
    public override TileOperation CreateOperation(OperationContext context) => new Operation(T, context.TileCount);

    sealed class Operation(double t, int tileCount) : TileOperation
    {
        const double ZeroNorm = 1e-8;
        const double Parallel = 0.9995;

        readonly TileSums _dot = new(tileCount);
        readonly TileSums _firstSquares = new(tileCount);
        readonly TileSums _secondSquares = new(tileCount);
        float _first;
        float _second;

        public override IEnumerable<Pass> Passes()
        {
            yield return new Pass((in Tile tile) =>
            {
                Reductions.DotAndNorms(tile[0], tile[1], out var dot, out var first, out var second);
                _dot[tile.Index] = dot;
                _firstSquares[tile.Index] = first;
                _secondSquares[tile.Index] = second;
            });
            var d = _dot.Total / Divisor(_firstSquares.Total) / Divisor(_secondSquares.Total);
            if (Math.Abs(d) > Parallel)
            {
                (_first, _second) = ((float)(1 - t), (float)t);
            }
            else
            {
                var theta = Math.Acos(d);
                _first = (float)(Math.Sin((1 - t) * theta) / Math.Sin(theta));
                _second = (float)(Math.Sin(t * theta) / Math.Sin(theta));
            }

            static double Divisor(double squares) => Math.Sqrt(squares) is > ZeroNorm and var norm ? norm : 1;
        }

        public override void Evaluate(in Tile tile, Span<float> result) => Kernels.Interpolate(tile[0], _first, tile[1], _second, result);

        public override void Release()
        {
            _dot.Release();
            _firstSquares.Release();
            _secondSquares.Release();
        }
    }
}
