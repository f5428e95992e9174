namespace MergeSdk.Build.Tests;

/// <summary>Dense linear algebra in plain float64 loops, for small matrices: what the product's is held against.</summary>
static class PlainAlgebra
{
    public static double[,] Of(double[] values, int columns)
    {
        var matrix = new double[values.Length / columns, columns];
        for (var i = 0; i < values.Length; i++)
            matrix[i / columns, i % columns] = values[i];
        return matrix;
    }

    public static double[,] Make(int rows, int columns, Func<int, int, double> element)
    {
        var matrix = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
                matrix[i, j] = element(i, j);
        }
        return matrix;
    }

    public static double[,] Transpose(double[,] a) => Make(a.GetLength(1), a.GetLength(0), (i, j) => a[j, i]);

    public static double[,] Add(double[,] a, double[,] b, double factor = 1) => Make(a.GetLength(0), a.GetLength(1), (i, j) => a[i, j] + (factor * b[i, j]));

    public static double[,] Multiply(double[,] a, double[,] b) => Make(a.GetLength(0), b.GetLength(1), (i, j) =>
    {
        var sum = 0.0;
        for (var k = 0; k < a.GetLength(1); k++)
            sum += a[i, k] * b[k, j];
        return sum;
    });

    public static double Dot(double[,] a, double[,] b) => a.Cast<double>().Zip(b.Cast<double>(), (x, y) => x * y).Sum();

    /// <summary>A⁻¹ by Gauss and Jordan with row pivots.</summary>
    public static double[,] Invert(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var a = Make(n, 2 * n, (i, j) => j < n ? matrix[i, j] : j - n == i ? 1 : 0);
        for (var column = 0; column < n; column++)
        {
            var pivot = Enumerable.Range(column, n - column).MaxBy(row => Math.Abs(a[row, column]));
            for (var j = 0; j < 2 * n; j++)
                (a[column, j], a[pivot, j]) = (a[pivot, j], a[column, j]);
            var divisor = a[column, column];
            for (var j = 0; j < 2 * n; j++)
                a[column, j] /= divisor;
            for (var row = 0; row < n; row++)
            {
                var factor = row == column ? 0 : a[row, column];
                for (var j = 0; factor != 0 && j < 2 * n; j++)
                    a[row, j] -= factor * a[column, j];
            }
        }
        return Make(n, n, (i, j) => a[i, n + j]);
    }

    /// <summary>
    /// A = U·Σ·Vᵀ by Jacobi's rotations of the columns (Hestenes 1958), largest first, without singular values below 1e-6 of the largest.
    /// </summary>
    public static (double[,] U, double[] Sigma, double[,] V) Svd(double[,] matrix)
    {
        if (matrix.GetLength(0) < matrix.GetLength(1))
        {
            var (left, values, right) = Svd(Transpose(matrix));
            return (right, values, left);
        }
        var (m, n) = (matrix.GetLength(0), matrix.GetLength(1));
        var a = (double[,])matrix.Clone();
        var v = Make(n, n, (i, j) => i == j ? 1 : 0);
        for (var turned = true; turned;)
        {
            turned = false;
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++)
                    turned |= Rotate(p, q);
            }
        }
        var norms = Enumerable.Range(0, n).Select(j => Math.Sqrt(Enumerable.Range(0, m).Sum(i => a[i, j] * a[i, j]))).ToArray();
        var order = Enumerable.Range(0, n).Where(j => norms[j] > 1e-6 * norms.Max()).OrderByDescending(j => norms[j]).ToArray();
        return (Make(m, order.Length, (i, j) => a[i, order[j]] / norms[order[j]]), [.. order.Select(j => norms[j])], Make(n, order.Length, (i, j) => v[i, order[j]]));

        bool Rotate(int p, int q)
        {
            var (x, y, z) = (0.0, 0.0, 0.0);
            for (var i = 0; i < m; i++)
                (x, y, z) = (x + (a[i, p] * a[i, p]), y + (a[i, q] * a[i, q]), z + (a[i, p] * a[i, q]));
            if (Math.Abs(z) <= 1e-14 * Math.Sqrt(x * y) || Math.Abs(z) < 1e-30)
                return false;
            var zeta = (y - x) / (2 * z);
            var t = (zeta < 0 ? -1 : 1) / (Math.Abs(zeta) + Math.Sqrt(1 + (zeta * zeta)));
            var c = 1 / Math.Sqrt(1 + (t * t));
            var s = c * t;
            for (var i = 0; i < m; i++)
                (a[i, p], a[i, q]) = ((c * a[i, p]) - (s * a[i, q]), (s * a[i, p]) + (c * a[i, q]));
            for (var i = 0; i < n; i++)
                (v[i, p], v[i, q]) = ((c * v[i, p]) - (s * v[i, q]), (s * v[i, p]) + (c * v[i, q]));
            return true;
        }
    }

    /// <summary>U·Vᵀ.</summary>
    public static double[,] Polar(double[,] matrix)
    {
        var (u, _, v) = Svd(matrix);
        return Multiply(u, Transpose(v));
    }
}
