namespace MergeSdk.Graph;

/// <summary>An operation's operands as whole matrices, put together from tiles.</summary>
sealed class GatheredMatrices(int operands, OperationContext context)
{
    readonly Lazy<float[][]> _matrices = new(() => [.. Enumerable.Range(0, operands).Select(_ => new float[context.ElementCount])]);

    public int Rows { get; } = checked((int)(context.ElementCount / context.Tiling.RowLength));

    public int Columns => context.Tiling.RowLength;

    /// <summary>Takes in a tile of each operand.</summary>
    public void Add(in Tile tile)
    {
        for (var i = 0; i < operands; i++)
            tile[i].CopyTo(_matrices.Value[i].AsSpan((int)tile.Start, tile.Length));
    }

    /// <summary>The matrices, after a pass. An empty tensor has no tiles.</summary>
    public float[][] Take() => _matrices.Value;
}
