namespace MergeSdk.Graph.Matrices;

/// <summary>A matrix or its transpose as a factor of a product.</summary>
readonly struct MatrixOperand(Matrix matrix, bool isTransposed)
{
    public Matrix Matrix => matrix;

    public bool IsTransposed => isTransposed;

    public int Rows => isTransposed ? matrix.Columns : matrix.Rows;

    public int Columns => isTransposed ? matrix.Rows : matrix.Columns;

    public MatrixOperand Transposed => new(matrix, !isTransposed);

    public static implicit operator MatrixOperand(Matrix matrix) => new(matrix, isTransposed: false);
}
