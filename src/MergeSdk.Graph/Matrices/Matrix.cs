namespace MergeSdk.Graph.Matrices;

/// <summary>A float64 matrix by rows, or a rectangular part of one. Parts share their elements with the whole.</summary>
readonly struct Matrix
{
    readonly int _offset;

    public Matrix(int rows, int columns)
        : this(new double[checked(rows * columns)], 0, rows, columns, columns)
    {
    }

    Matrix(double[] values, int offset, int rows, int columns, int stride)
    {
        (Values, _offset, Rows, Columns, Stride) = (values, offset, rows, columns, stride);
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>How far rows are apart.</summary>
    public int Stride { get; }

    /// <summary>The transpose, to be multiplied.</summary>
    public MatrixOperand Transposed => new(this, isTransposed: true);

    /// <summary>The elements of the whole matrix that this is or is a part of.</summary>
    public double[] Values { get; }

    public ref double this[int row, int column] => ref Values[Index(row, column)];

    /// <summary>Where an element is in <see cref="Values"/>.</summary>
    public int Index(int row, int column) => _offset + (row * Stride) + column;

    public Span<double> Row(int row) => Values.AsSpan(Index(row, 0), Columns);

    public Matrix Part(int row, int column, int rows, int columns) => new(Values, Index(row, column), rows, columns, Stride);

    /// <summary>A whole matrix of these elements.</summary>
    public static Matrix Of(double[] values, int rows, int columns) => new(values, 0, rows, columns, columns);

    /// <summary>A widened copy.</summary>
    public static Matrix Of(ReadOnlySpan<float> values, int rows, int columns)
    {
        var matrix = new Matrix(rows, columns);
        for (var i = 0; i < values.Length; i++)
            matrix.Values[i] = values[i];
        return matrix;
    }

    /// <summary>The elements in float32, each rounded once.</summary>
    public float[] ToSingles()
    {
        var singles = new float[Rows * Columns];
        for (var row = 0; row < Rows; row++)
        {
            var from = Row(row);
            for (var column = 0; column < Columns; column++)
                singles[(row * Columns) + column] = (float)from[column];
        }
        return singles;
    }

    /// <summary>Σ aᵢⱼ·bᵢⱼ, row by row.</summary>
    public static double Dot(Matrix a, Matrix b)
    {
        var sum = 0.0;
        for (var row = 0; row < a.Rows; row++)
            sum += Vectors.Dot(a.Row(row), b.Row(row));
        return sum;
    }
}
