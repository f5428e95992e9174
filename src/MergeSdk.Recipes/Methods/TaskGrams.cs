using MergeSdk.Graph;
using MergeSdk.Graph.Matrices;

namespace MergeSdk.Recipes;

/// <summary>
/// What <see cref="RegMean"/> needs of the task vectors' Gram matrices Gᵢ = τᵢᵀτᵢ/‖τᵢ‖²: Σ τᵢ·Gᵢ [rows, n] and the upper triangle of Σ Gᵢ [n, n], both float64.
/// A τᵢ of zeros has Gᵢ = 0. The sums are kept and not each Gᵢ, since they are all that the solution depends on.
/// </summary>
[Method("taskGrams")]
sealed record TaskGrams : FactorMethod
{
    public override string Text(IReadOnlyList<string> operands) => $"TaskGrams([{string.Join(", ", operands)}])";

    public override FactorValue Compute(IReadOnlyList<float[]> operands, int rows, int columns, IMatrixBackend matrices, ParallelLoop loop)
    {
        var (products, grams) = (new Matrix(rows, columns), new Matrix(columns, columns));
        foreach (var operand in operands)
        {
            var task = Matrix.Of(operand, rows, columns);
            var squares = Matrix.Dot(task, task);
            if (squares == 0)
                continue;
            var gram = matrices.Gram(task, loop);
            Vectors.AddScaled(1 / squares, gram.Values, grams.Values);
            // τ·(τᵀτ) or (τ·τᵀ)·τ, whichever is less work.
            if (3L * rows < 2L * columns)
                matrices.AddProduct(products, matrices.Gram(task.Transposed, loop), task, 1 / squares, loop);
            else
                matrices.AddProduct(products, task, gram, 1 / squares, loop);
        }
        return FactorValue.Of(products.Values, Triangle(grams));
    }

    /// <summary>The upper triangle, row after row.</summary>
    static double[] Triangle(Matrix matrix)
    {
        var triangle = new double[(int)((long)matrix.Rows * (matrix.Rows + 1) / 2)];
        var at = 0;
        for (var row = 0; row < matrix.Rows; row++)
        {
            matrix.Row(row)[row..].CopyTo(triangle.AsSpan(at));
            at += matrix.Rows - row;
        }
        return triangle;
    }
}
