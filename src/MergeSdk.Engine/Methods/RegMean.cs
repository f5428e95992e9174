using MergeSdk.Engine.Factors;
using MergeSdk.Engine.LinearAlgebra;

namespace MergeSdk.Engine.Methods;

/// <summary>
/// RegMean (Jin et al. 2023, "Dataless Knowledge Fusion") with the task vectors in place of data, which is the optimum that WUDI-Merging (Cheng et al. 2025,
/// "Whoever Started the Interference Should End It") descends to: τ = (Σ τᵢ·Gᵢ + λ·S)·(Σ Gᵢ + λ·I)⁻¹ for weights τᵢ [rows, n], Gᵢ = τᵢᵀτᵢ/‖τᵢ‖², S = Σ τᵢ,
/// λ = c·tr(Σ Gᵢ)/n. It minimizes Σ ‖(τ − τᵢ)·τᵢᵀ‖²/‖τᵢ‖² + λ·‖τ − S‖². A τᵢ of zeros contributes nothing; without any other the result is zero.
/// </summary>
/// <remarks>In float64 by Cholesky's method, rounded once. Holds three matrices [n, n] and three [rows, n] in float64 and the tensor of every task in memory.</remarks>
/// <param name="Terms">τᵢ, of rank 2.</param>
/// <param name="C">c, above 0. Large values lead to S; small ones trust the Gram matrices even where they know nothing.</param>
public sealed record RegMean(IReadOnlyList<Expression> Terms, double C) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [new TaskGrams(Terms), Sum];

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) => $"RegMean({operands[0]}, {operands[1]}, c: {Number(C)})";

    internal override IReadOnlyList<Expression> TileOperands => [Sum];

    internal override bool EvaluatesAlone => true;

    WeightedSum Sum => new(Terms, [.. Terms.Select(_ => 1.0)]);

    internal override TileOperation CreateOperation(OperationContext context) =>
        new Operation(C, context.FactorOf(new TaskGrams(Terms)), new GatheredMatrices(1, context));

    sealed class Operation(double c, FactorOperation grams, GatheredMatrices sum) : TileOperation
    {
        float[]? _solution;

        public override bool NeedsPass => _solution is null;

        public override void Accumulate(in Tile tile) => sum.Add(tile);

        public override void EndPass(ParallelLoop loop)
        {
            var n = sum.Columns;
            var (left, right) = (Matrix.Of([.. grams.Value.Matrices[0]], sum.Rows, n), FromTriangle(grams.Value.Matrices[1], n));
            var trace = 0.0;
            for (var i = 0; i < n; i++)
                trace += right[i, i];
            if (trace == 0)
            {
                _solution = sum.Take()[0];
                return;
            }
            var lambda = c * trace / n;
            Vectors.AddScaled(lambda, Matrix.Of(sum.Take()[0], sum.Rows, n).Values, left.Values);
            for (var i = 0; i < n; i++)
                right[i, i] += lambda;
            Cholesky.Solve(right, lambda, left, loop);
            _solution = left.ToSingles();
        }

        public override void Evaluate(in Tile tile, Span<float> result) => _solution.AsSpan((int)tile.Start, tile.Length).CopyTo(result);

        static Matrix FromTriangle(double[] triangle, int n)
        {
            var matrix = new Matrix(n, n);
            var at = 0;
            for (var row = 0; row < n; row++)
            {
                for (var column = row; column < n; column++)
                    matrix[row, column] = matrix[column, row] = triangle[at++];
            }
            return matrix;
        }
    }
}
