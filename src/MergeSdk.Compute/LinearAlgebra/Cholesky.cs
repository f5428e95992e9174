using MergeSdk.Graph.Matrices;

namespace MergeSdk.Compute.LinearAlgebra;

/// <summary>The solution of X·K = B for a symmetric positive definite K, by K = L·Lᵀ in blocks.</summary>
static class Cholesky
{
    const int Block = 64;

    /// <summary>Replaces each row b of <paramref name="rows"/> by b·K⁻¹.</summary>
    /// <param name="matrix">K; its lower triangle is replaced by L.</param>
    /// <param name="smallest">
    /// A bound that no eigenvalue of K is below. No pivot can be below it either, so one that is, is so by rounding and is set to it.
    /// </param>
    /// <param name="rows">B, replaced by X.</param>
    /// <param name="loop">Runs independent pieces.</param>
    public static void Solve(Matrix matrix, double smallest, Matrix rows, ParallelLoop loop)
    {
        Factor(matrix, smallest, loop);
        var n = matrix.Rows;
        for (var start = 0; start < n; start += Block)
        {
            var width = Math.Min(Block, n - start);
            var part = rows.Part(0, start, rows.Rows, width);
            Product.Add(part, rows.Part(0, 0, rows.Rows, start), matrix.Part(start, 0, width, start).Transposed, -1, loop);
            SolveForward(matrix.Part(start, start, width, width), part, loop);
        }
        for (var start = (n - 1) / Block * Block; start >= 0; start -= Block)
        {
            var width = Math.Min(Block, n - start);
            var part = rows.Part(0, start, rows.Rows, width);
            var after = start + width;
            Product.Add(part, rows.Part(0, after, rows.Rows, n - after), matrix.Part(after, start, n - after, width), -1, loop);
            SolveBackward(matrix.Part(start, start, width, width), part, loop);
        }
    }

    static void Factor(Matrix matrix, double smallest, ParallelLoop loop)
    {
        var n = matrix.Rows;
        for (var start = 0; start < n; start += Block)
        {
            var width = Math.Min(Block, n - start);
            var corner = matrix.Part(start, start, width, width);
            FactorCorner(corner, smallest);
            var after = start + width;
            var below = matrix.Part(after, start, n - after, width);
            SolveForward(corner, below, loop);
            Product.AddLower(matrix.Part(after, after, n - after, n - after), below, below.Transposed, -1, loop);
        }
    }

    static void FactorCorner(Matrix corner, double smallest)
    {
        for (var row = 0; row < corner.Rows; row++)
        {
            var current = corner.Row(row);
            for (var column = 0; column < row; column++)
                current[column] = (current[column] - Vectors.Dot(corner.Row(column)[..column], current)) / corner[column, column];
            current[row] = Math.Sqrt(Math.Max(smallest, current[row] - Vectors.Dot(current[..row], current)));
        }
    }

    /// <summary>rows = rows·L⁻ᵀ</summary>
    static void SolveForward(Matrix lower, Matrix rows, ParallelLoop loop) => loop.InChunks(rows.Rows, row =>
    {
        var x = rows.Row(row);
        for (var i = 0; i < x.Length; i++)
            x[i] = (x[i] - Vectors.Dot(lower.Row(i)[..i], x)) / lower[i, i];
    });

    /// <summary>rows = rows·L⁻¹</summary>
    static void SolveBackward(Matrix lower, Matrix rows, ParallelLoop loop) => loop.InChunks(rows.Rows, row =>
    {
        var x = rows.Row(row);
        for (var i = x.Length - 1; i >= 0; i--)
        {
            x[i] /= lower[i, i];
            Vectors.AddScaled(-x[i], lower.Row(i)[..i], x);
        }
    });
}
