using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>For each element the task vector's value of largest magnitude, of equals the later donor's (Marczak et al. 2024, "MagMax").</summary>
/// <param name="Terms">δᵢ.</param>
public sealed record MagMax(IReadOnlyList<Expression> Terms) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => Terms;

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) => $"MagMax([{string.Join(", ", operands)}])";

    internal override TileOperation CreateOperation(OperationContext context) => new Operation(Terms.Count);

    sealed class Operation(int terms) : TileOperation
    {
        public override void Evaluate(in Tile tile, Span<float> result)
        {
            tile[0].CopyTo(result);
            for (var term = 1; term < terms; term++)
                Kernels.TakeLarger(tile[term], result);
        }
    }
}
