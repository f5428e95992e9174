using System.Buffers;
using System.Runtime.Intrinsics;
using MergeSdk.Graph.Matrices;

namespace MergeSdk.Compute.LinearAlgebra;

/// <summary>
/// Matrix products in float64, in blocks that stay in the caches. Each element of a result is summed in one fixed order, so the bits depend neither on the number
/// of threads nor on the processor.
/// </summary>
static unsafe class Product
{
    const int TileRows = 4;
    const int TileColumns = 12;
    const int BlockRows = 128;
    const int BlockColumns = 384;

    /// <summary>How many products are summed before they are added to the result; part of the arithmetic.</summary>
    const int BlockDepth = 256;

    /// <summary>a·b</summary>
    public static Matrix Of(MatrixOperand a, MatrixOperand b, ParallelLoop loop)
    {
        var result = new Matrix(a.Rows, b.Columns);
        Add(result, a, b, 1, loop);
        return result;
    }

    /// <summary>aᵀ·a, which is symmetric.</summary>
    public static Matrix Gram(MatrixOperand a, ParallelLoop loop)
    {
        var result = new Matrix(a.Columns, a.Columns);
        AddSymmetric(result, a.Transposed, a, 1, loop);
        return result;
    }

    /// <summary>result += factor·a·b</summary>
    public static void Add(Matrix result, MatrixOperand a, MatrixOperand b, double factor, ParallelLoop loop) => Add(result, a, b, factor, symmetric: false, loop);

    /// <summary>result += factor·a·b where that is symmetric and result is too; half the work.</summary>
    public static void AddSymmetric(Matrix result, MatrixOperand a, MatrixOperand b, double factor, ParallelLoop loop)
    {
        AddLower(result, a, b, factor, loop);
        Mirror(result, loop);
    }

    /// <summary>result += factor·a·b in and below the diagonal; above it anything may be left.</summary>
    public static void AddLower(Matrix result, MatrixOperand a, MatrixOperand b, double factor, ParallelLoop loop) => Add(result, a, b, factor, symmetric: true, loop);

    static void Add(Matrix result, MatrixOperand a, MatrixOperand b, double factor, bool symmetric, ParallelLoop loop)
    {
        var across = (result.Columns + BlockColumns - 1) / BlockColumns;
        var blocks = new List<(int Row, int Column)>();
        for (var row = 0; row < result.Rows; row += BlockRows)
        {
            for (var column = 0; column < across * BlockColumns; column += BlockColumns)
            {
                // Blocks wholly right of the diagonal are mirrored from the left.
                if (!symmetric || column < row + BlockRows)
                    blocks.Add((row, column));
            }
        }
        loop(blocks.Count, block => AddBlock(result, a, b, factor, blocks[block].Row, blocks[block].Column));
    }

    /// <summary>Copies what is below the diagonal above it.</summary>
    public static void Mirror(Matrix matrix, ParallelLoop loop)
    {
        const int Square = 64;
        loop((matrix.Rows + Square - 1) / Square, block =>
        {
            var first = block * Square;
            var end = Math.Min(first + Square, matrix.Rows);
            for (var left = 0; left <= first; left += Square)
            {
                for (var row = first; row < end; row++)
                {
                    for (var column = left; column < Math.Min(left + Square, row); column++)
                        matrix[column, row] = matrix[row, column];
                }
            }
        });
    }

    static void AddBlock(Matrix result, MatrixOperand a, MatrixOperand b, double factor, int row, int column)
    {
        var rows = Math.Min(BlockRows, result.Rows - row);
        var columns = Math.Min(BlockColumns, result.Columns - column);
        var packedA = ArrayPool<double>.Shared.Rent(BlockRows * BlockDepth);
        var packedB = ArrayPool<double>.Shared.Rent(BlockColumns * BlockDepth);
        fixed (double* pa = packedA, pb = packedB, pc = result.Values)
        {
            for (var start = 0; start < a.Columns; start += BlockDepth)
            {
                var depth = Math.Min(BlockDepth, a.Columns - start);
                Pack(a.Transposed, pa, TileRows, start, row, depth, rows);
                Pack(b, pb, TileColumns, start, column, depth, columns);
                for (var j = 0; j < columns; j += TileColumns)
                {
                    for (var i = 0; i < rows; i += TileRows)
                    {
                        AddTile(
                            pa + (i * depth), pb + (j * depth), depth, factor,
                            pc + result.Index(row + i, column + j), result.Stride, Math.Min(TileRows, rows - i), Math.Min(TileColumns, columns - j));
                    }
                }
            }
        }
        ArrayPool<double>.Shared.Return(packedA);
        ArrayPool<double>.Shared.Return(packedB);
    }

    static void AddTile(double* a, double* b, int depth, double factor, double* c, int stride, int rows, int columns)
    {
        Vector256<double> c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        Vector256<double> c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        for (var k = 0; k < depth; k++)
        {
            var (b0, b1, b2) = (Vector256.Load(b), Vector256.Load(b + 4), Vector256.Load(b + 8));
            var x = Vector256.Create(a[0]);
            c00 += x * b0;
            c01 += x * b1;
            c02 += x * b2;
            x = Vector256.Create(a[1]);
            c10 += x * b0;
            c11 += x * b1;
            c12 += x * b2;
            x = Vector256.Create(a[2]);
            c20 += x * b0;
            c21 += x * b1;
            c22 += x * b2;
            x = Vector256.Create(a[3]);
            c30 += x * b0;
            c31 += x * b1;
            c32 += x * b2;
            a += TileRows;
            b += TileColumns;
        }
        var tile = stackalloc double[TileRows * TileColumns];
        c00.Store(tile);
        c01.Store(tile + 4);
        c02.Store(tile + 8);
        c10.Store(tile + 12);
        c11.Store(tile + 16);
        c12.Store(tile + 20);
        c20.Store(tile + 24);
        c21.Store(tile + 28);
        c22.Store(tile + 32);
        c30.Store(tile + 36);
        c31.Store(tile + 40);
        c32.Store(tile + 44);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
                c[(i * (long)stride) + j] += factor * tile[(i * TileColumns) + j];
        }
    }

    /// <summary>Copies a block in strips of <paramref name="width"/> columns, each by rows, the last one filled up with zeros.</summary>
    static void Pack(MatrixOperand operand, double* to, int width, int row, int column, int rows, int columns)
    {
        var matrix = operand.Matrix;
        for (var strip = 0; strip < columns; strip += width)
        {
            var filled = Math.Min(width, columns - strip);
            var start = to + (strip * rows);
            if (filled < width)
                new Span<double>(start, rows * width).Clear();
            if (operand.IsTransposed)
            {
                for (var j = 0; j < filled; j++)
                {
                    var from = matrix.Values.AsSpan(matrix.Index(column + strip + j, row), rows);
                    for (var i = 0; i < from.Length; i++)
                        start[(i * width) + j] = from[i];
                }
            }
            else
            {
                for (var i = 0; i < rows; i++)
                    matrix.Values.AsSpan(matrix.Index(row + i, column + strip), filled).CopyTo(new Span<double>(start + (i * width), filled));
            }
        }
    }
}
