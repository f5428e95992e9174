using System.Runtime.Intrinsics;
using MergeSdk.Graph.Matrices;

namespace MergeSdk.Compute.LinearAlgebra;

/// <summary>
/// The largest eigenvalues of a symmetric matrix with their eigenvectors: Householder's tridiagonal form, then QL steps with implicit shifts
/// (Golub and Van Loan, "Matrix Computations", 8.3), whose rotations are applied to strips of the eigenvectors that stay in the caches.
/// </summary>
sealed class SymmetricEigen
{
    const int MaxSteps = 60;
    const int StripColumns = 16;
    const int RotationsAtOnce = 1 << 17;
    const double Epsilon = 1.1102230246251565e-16;

    SymmetricEigen(double[] values, Matrix vectors)
    {
        (Values, Vectors) = (values, vectors);
    }

    /// <summary>The eigenvalues, largest first.</summary>
    public double[] Values { get; }

    /// <summary>The eigenvectors, orthonormal, one a row.</summary>
    public Matrix Vectors { get; }

    /// <summary>Finds eigenvalues and eigenvectors.</summary>
    /// <param name="matrix">A symmetric matrix of finite elements, overwritten.</param>
    /// <param name="most">How many to return at most.</param>
    /// <param name="smallest">Eigenvalues up to this share of the largest one are left out.</param>
    /// <param name="loop">Runs independent pieces.</param>
    public static SymmetricEigen Of(Matrix matrix, int most, double smallest, ParallelLoop loop)
    {
        var n = matrix.Rows;
        var tridiagonal = new Tridiagonal(matrix, loop);
        var vectors = new Matrix(n, n);
        for (var i = 0; i < n; i++)
            vectors[i, i] = 1;
        var values = tridiagonal.Diagonal;
        Diagonalize(values, tridiagonal.Beside, vectors, loop);

        var order = Enumerable.Range(0, n).OrderByDescending(i => values[i]).ToList();
        var floor = n == 0 ? 0 : Math.Max(0, smallest * values[order[0]]);
        var kept = order.Take(most).Where(i => values[i] > floor).ToList();
        var keptVectors = new Matrix(kept.Count, n);
        for (var i = 0; i < kept.Count; i++)
            vectors.Row(kept[i]).CopyTo(keptVectors.Row(i));
        tridiagonal.Apply(keptVectors, loop);
        return new SymmetricEigen([.. kept.Select(i => values[i])], keptVectors);
    }

    /// <summary>Turns d, e to the eigenvalues and the rows of the identity to the eigenvectors.</summary>
    static void Diagonalize(double[] d, double[] e, Matrix vectors, ParallelLoop loop)
    {
        var n = d.Length;
        var rotations = new List<Rotation>();
        // What the tridiagonal form has lost anyway. Without it, a matrix that lacks rank would be searched for eigenvalues of rounding errors.
        var negligible = Epsilon / 8 * Enumerable.Range(0, n).Select(i => Math.Abs(d[i]) + Math.Abs(e[i])).DefaultIfEmpty(0).Max();
        for (var l = 0; l < n; l++)
        {
            for (var steps = 0; ; steps++)
            {
                var m = l;
                while (m < n - 1 && Math.Abs(e[m]) > Math.Max(negligible, Epsilon * (Math.Abs(d[m]) + Math.Abs(d[m + 1]))))
                    m++;
                if (m == l)
                    break;
                if (steps == MaxSteps)
                    throw new InvalidOperationException($"The eigenvalues of a matrix of {n} rows did not converge.");
                Step(d, e, l, m, rotations);
                if (rotations.Count >= RotationsAtOnce)
                    Apply(rotations, vectors, loop);
            }
        }
        Apply(rotations, vectors, loop);
    }

    static void Step(double[] d, double[] e, int l, int m, List<Rotation> rotations)
    {
        var g = (d[l + 1] - d[l]) / (2 * e[l]);
        g = d[m] - d[l] + (e[l] / (g + Math.CopySign(Length(g, 1), g)));
        var (s, c, p) = (1.0, 1.0, 0.0);
        for (var i = m - 1; i >= l; i--)
        {
            var (f, b) = (s * e[i], c * e[i]);
            var r = Length(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }
            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            r = ((d[i] - g) * s) + (2 * c * b);
            p = s * r;
            d[i + 1] = g + p;
            g = (c * r) - b;
            rotations.Add(new Rotation(i, c, s));
        }
        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }

    static double Length(double x, double y)
    {
        // Scaled, since squares of what is left of small elements would vanish.
        var (large, small) = (Math.Max(Math.Abs(x), Math.Abs(y)), Math.Min(Math.Abs(x), Math.Abs(y)));
        if (large == 0)
            return 0;
        var ratio = small / large;
        return large * Math.Sqrt(1 + (ratio * ratio));
    }

    static void Apply(List<Rotation> rotations, Matrix vectors, ParallelLoop loop)
    {
        loop((vectors.Columns + StripColumns - 1) / StripColumns, strip =>
        {
            // A copy: rows that are a power of two apart would compete for the same few places of the cache.
            var first = strip * StripColumns;
            var columns = Math.Min(StripColumns, vectors.Columns - first);
            var copy = new double[vectors.Rows * StripColumns];
            for (var row = 0; row < vectors.Rows; row++)
                vectors.Row(row).Slice(first, columns).CopyTo(copy.AsSpan(row * StripColumns));
            foreach (var rotation in rotations)
                rotation.Apply(ref copy[rotation.Row * StripColumns]);
            for (var row = 0; row < vectors.Rows; row++)
                copy.AsSpan(row * StripColumns, columns).CopyTo(vectors.Row(row)[first..]);
        });
        rotations.Clear();
    }

    /// <summary>Turns two neighboring rows against each other.</summary>
    readonly record struct Rotation(int Row, double Cosine, double Sine)
    {
        public void Apply(ref double strip)
        {
            var (c, s) = (Vector256.Create(Cosine), Vector256.Create(Sine));
            for (nuint i = 0; i < StripColumns; i += 4)
            {
                var (x, y) = (Vector256.LoadUnsafe(ref strip, i), Vector256.LoadUnsafe(ref strip, i + StripColumns));
                ((s * x) + (c * y)).StoreUnsafe(ref strip, i + StripColumns);
                ((c * x) - (s * y)).StoreUnsafe(ref strip, i);
            }
        }
    }
}
