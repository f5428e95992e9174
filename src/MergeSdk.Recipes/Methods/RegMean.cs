using MergeSdk.Graph;
using MergeSdk.Graph.Matrices;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>
    /// The task vector that interferes least with each of the others on the inputs that its own change of the weights responds to: RegMean (Jin et al. 2023) with
    /// Gram matrices of the task vectors in place of data, which is where WUDI-Merging (Cheng et al. 2025) descends to. For weights [rows, n]
    /// τ = (Σ τᵢ·Gᵢ + λ·S)·(Σ Gᵢ + λ·I)⁻¹, Gᵢ = τᵢᵀτᵢ/‖τᵢ‖², S = Σ τᵢ, λ = c·tr(Σ Gᵢ)/n. Other tensors (norms, biases) are the mean of the task vectors.
    /// Weights are held in memory as a whole, one after the other.
    /// </summary>
    /// <param name="vectors">At least one task vector.</param>
    /// <param name="c">
    /// How much the solution is held to S, as a share of the Gram matrices' mean eigenvalue: above 0, 1e-3 if left out. Directions that hold less than
    /// that share are added up, as in task arithmetic. Gram matrices are kept between builds, so another c computes them not again.
    /// </param>
    /// <exception cref="MergeException">No vector, a c outside its range, tensors that differ in shape or type, or a tensor too large.</exception>
    [KnownAs(
        "RegMean without data, optimum of WUDI", "Output = Base + RegMean([a - Base, b - Base]);",
        Paper = "Jin et al. 2023, arXiv:2212.09849; Cheng et al. 2025, arXiv:2503.08099")]
    public static TaskVector RegMean(IEnumerable<TaskVector> vectors, Param? c = null)
    {
        var held = Setting.Of<RegMean>(nameof(c), c);
        return new TaskVector(VectorMethodNode.Create("RegMean", Nodes(vectors), [held], call =>
        {
            if (call.OperandsOrZeros() is not { Length: > 0 } operands)
                return null;
            var shape = call.Tensor.Shape;
            return IsMatrix("RegMean", call.Tensor, square: shape.Rank == 2 ? shape[1] : 0)
                ? call.Add(new RegMean(call[held]), call.Add(new TaskGrams(), operands), Sum(call, operands, 1))
                : Sum(call, operands, 1.0 / operands.Length);
        }));
    }
}

/// <summary>
/// RegMean (Jin et al. 2023, "Dataless Knowledge Fusion") with the task vectors in place of data, which is the optimum that WUDI-Merging (Cheng et al. 2025,
/// "Whoever Started the Interference Should End It") descends to: τ = (Σ τᵢ·Gᵢ + λ·S)·(Σ Gᵢ + λ·I)⁻¹ for weights τᵢ [rows, n], Gᵢ = τᵢᵀτᵢ/‖τᵢ‖², S = Σ τᵢ,
/// λ = c·tr(Σ Gᵢ)/n. It minimizes Σ ‖(τ − τᵢ)·τᵢᵀ‖²/‖τᵢ‖² + λ·‖τ − S‖². A τᵢ of zeros contributes nothing; without any other the result is zero.
/// </summary>
/// <remarks>In float64 by Cholesky's method, rounded once. Holds three matrices [n, n] and three [rows, n] in float64 and the tensor of every task in memory.</remarks>
/// <param name="C">c, above 0. Large values lead to S; small ones trust the Gram matrices even where they know nothing.</param>
[Method("regMean")]
sealed record RegMean([Range(ParameterRange.Positive)] double C = 1e-3) : Method
{
    public override string Text(IReadOnlyList<string> operands) => $"RegMean({operands[0]}, {operands[1]}, c: {Number(C)})";

    public override bool EvaluatesAlone => true;

    /// <summary>Of the sums of Gram matrices the value is taken, not tiles.</summary>
    public override bool TakesTilesOf(int operand) => operand == 1;

    public override TensorType TypeOf(ReadOnlySpan<Node> operands) => operands[1].Type;

    public override TileOperation CreateOperation(OperationContext context) =>
        new Operation(C, (FactorOperation)context.OperationOf(context.Node.Operands[0]), context);

    sealed class Operation(double c, FactorOperation grams, OperationContext context) : TileOperation
    {
        float[] _solution = [];

        public override IEnumerable<Pass> Passes()
        {
            var sum = new GatheredMatrices(1, context);
            yield return new Pass(sum.Add);
            _solution = Solve(sum.Take()[0], sum.Rows, sum.Columns);
        }

        public override void Evaluate(in Tile tile, Span<float> result) => _solution.AsSpan((int)tile.Start, tile.Length).CopyTo(result);

        float[] Solve(float[] sum, int rows, int n)
        {
            var (left, right) = (Matrix.Of([.. grams.Value.Matrices[0]], rows, n), FromTriangle(grams.Value.Matrices[1], n));
            var trace = 0.0;
            for (var i = 0; i < n; i++)
                trace += right[i, i];
            if (trace == 0)
                return sum;
            var lambda = c * trace / n;
            Vectors.AddScaled(lambda, Matrix.Of(sum, rows, n).Values, left.Values);
            for (var i = 0; i < n; i++)
                right[i, i] += lambda;
            context.Matrices.Solve(right, lambda, left, context.Loop);
            return left.ToSingles();
        }

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
