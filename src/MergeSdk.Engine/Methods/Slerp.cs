using MergeSdk.Engine.Execution;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>
/// Spherical linear interpolation of two tensors (Shoemake 1985). With uₖ = vₖ/‖vₖ‖ (vₖ itself if ‖vₖ‖ ≤ 1e-8) and d = ⟨u₀,u₁⟩: (1−t)·v₀ + t·v₁
/// if |d| > 0.9995, else θ = arccos d and (sin((1−t)θ)·v₀ + sin(tθ)·v₁)/sin θ on the un-normalised tensors. Norms and the dot product in float64.
/// </summary>
/// <param name="First">v₀, the result at t = 0.</param>
/// <param name="Second">v₁, the result at t = 1.</param>
/// <param name="T">t, finite; values outside 0 to 1 extrapolate.</param>
public sealed record Slerp(Expression First, Expression Second, double T) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [First, Second];

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) => $"Slerp({operands[0]}, {operands[1]}, t: {Number(T)})";

    internal override TileOperation CreateOperation(OperationContext context) => new Operation(T, context.TileCount);

    sealed class Operation(double t, int tileCount) : TileOperation
    {
        const double ZeroNorm = 1e-8;
        const double Parallel = 0.9995;

        readonly TileSums _dot = new(tileCount);
        readonly TileSums _firstSquares = new(tileCount);
        readonly TileSums _secondSquares = new(tileCount);
        bool _known;
        float _first;
        float _second;

        public override bool NeedsPass => !_known;

        public override void Accumulate(in Tile tile)
        {
            Reductions.DotAndNorms(tile[0], tile[1], out var dot, out var first, out var second);
            _dot[tile.Index] = dot;
            _firstSquares[tile.Index] = first;
            _secondSquares[tile.Index] = second;
        }

        public override void EndPass()
        {
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
            _known = true;

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
