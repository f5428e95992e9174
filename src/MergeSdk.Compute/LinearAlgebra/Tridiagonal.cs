using MergeSdk.Graph.Matrices;

namespace MergeSdk.Compute.LinearAlgebra;

/// <summary>
/// A symmetric matrix as Q·T·Qᵀ with T tridiagonal, Q a product of Householder reflections I − τ·v·vᵀ (Golub and Van Loan, "Matrix Computations", 8.3),
/// gathered in blocks, so that half of the work is matrix products.
/// </summary>
sealed class Tridiagonal
{
    const int Block = 32;

    readonly Matrix _reflectors;
    readonly double[] _taus;

    /// <summary>Takes a matrix apart.</summary>
    /// <param name="matrix">A symmetric matrix, whose place the reflectors take: row j, right of the diagonal, is v of the j-th.</param>
    /// <param name="loop">Runs independent pieces.</param>
    public Tridiagonal(Matrix matrix, ParallelLoop loop)
    {
        var n = matrix.Rows;
        _reflectors = matrix;
        _taus = new double[n];
        Diagonal = new double[n];
        Beside = new double[n];
        for (var start = 0; start < n; start += Block)
            ReduceBlock(matrix, start, Math.Min(Block, n - start), loop);
    }

    /// <summary>T's diagonal.</summary>
    public double[] Diagonal { get; }

    /// <summary>T's elements beside the diagonal; the last one is unused.</summary>
    public double[] Beside { get; }

    /// <summary>Replaces each row z by (Q·zᵀ)ᵀ.</summary>
    public void Apply(Matrix rows, ParallelLoop loop)
    {
        var n = _reflectors.Rows;
        for (var start = (n - 1) / Block * Block; start >= 0; start -= Block)
        {
            // The block's reflections are I − V·T·Vᵀ with an upper triangular T; v are the rows of the transposed V here.
            var count = Math.Min(Block, n - start);
            var width = n - start;
            var v = new Matrix(count, width);
            for (var i = 0; i < count; i++)
                _reflectors.Row(start + i)[(start + i + 1)..].CopyTo(v.Row(i)[(i + 1)..]);
            var t = new Matrix(count, count);
            for (var i = 0; i < count; i++)
            {
                var tau = _taus[start + i];
                for (var row = 0; row < i; row++)
                {
                    var sum = 0.0;
                    for (var k = row; k < i; k++)
                        sum += t[row, k] * Vectors.Dot(v.Row(k), v.Row(i));
                    t[row, i] = -tau * sum;
                }
                t[i, i] = tau;
            }
            var part = rows.Part(0, start, rows.Rows, width);
            var projected = Product.Of(Product.Of(part, v.Transposed, loop), t.Transposed, loop);
            Product.Add(part, projected, v, -1, loop);
        }
    }

    void ReduceBlock(Matrix matrix, int start, int count, ParallelLoop loop)
    {
        var n = matrix.Rows;
        var (v, w) = (new Matrix(count, n), new Matrix(count, n));
        for (var i = 0; i < count; i++)
        {
            var j = start + i;
            var row = matrix.Row(j)[j..];
            for (var t = 0; t < i; t++)
            {
                Vectors.AddScaled(-v[t, j], w.Row(t)[j..], row);
                Vectors.AddScaled(-w[t, j], v.Row(t)[j..], row);
            }
            Diagonal[j] = row[0];
            if (j == n - 1)
                break;
            (Beside[j], _taus[j]) = Reflect(row[1..]);
            if (_taus[j] == 0)
                continue;
            row[1..].CopyTo(v.Row(i)[(j + 1)..]);
            FindUpdate(matrix, v, w, i, j, loop);
        }
        var next = start + count;
        var rest = matrix.Part(next, next, n - next, n - next);
        var (vRest, wRest) = (v.Part(0, next, count, n - next), w.Part(0, next, count, n - next));
        Product.AddLower(rest, vRest.Transposed, wRest, -1, loop);
        Product.AddLower(rest, wRest.Transposed, vRest, -1, loop);
        Product.Mirror(rest, loop);
    }

    /// <summary>Finds w, with which the reflection turns the matrix to A − v·wᵀ − w·vᵀ. The block's earlier updates are not in the matrix yet.</summary>
    void FindUpdate(Matrix matrix, Matrix v, Matrix w, int i, int j, ParallelLoop loop)
    {
        var first = j + 1;
        loop.InChunks(matrix.Rows - first, row => w[i, first + row] = Vectors.Dot(matrix.Row(first + row)[first..], v.Row(i)[first..]));
        var reflector = v.Row(i)[first..];
        var update = w.Row(i)[first..];
        for (var t = 0; t < i; t++)
        {
            var earlierV = v.Row(t)[first..];
            var earlierW = w.Row(t)[first..];
            var (alongW, alongV) = (Vectors.Dot(earlierW, reflector), Vectors.Dot(earlierV, reflector));
            Vectors.AddScaled(-alongW, earlierV, update);
            Vectors.AddScaled(-alongV, earlierW, update);
        }
        Vectors.Scale(_taus[j], update);
        Vectors.AddScaled(-_taus[j] / 2 * Vectors.Dot(update, reflector), reflector, update);
    }

    /// <summary>Replaces x by the v, v₀ = 1, whose reflection turns x to (β, 0, …).</summary>
    static (double Beta, double Tau) Reflect(Span<double> x)
    {
        var first = x[0];
        var squares = Vectors.Dot(x[1..], x[1..]);
        if (squares == 0)
            return (first, 0);
        var beta = -Math.CopySign(Math.Sqrt((first * first) + squares), first);
        Vectors.Scale(1 / (first - beta), x[1..]);
        x[0] = 1;
        return (beta, (beta - first) / beta);
    }
}
