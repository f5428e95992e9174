using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>A task vector applied to a point: b + τ, element by element, after τ has been summed on its own, so that b is rounded into it once.</summary>
/// <param name="Point">b, a tensor of a model.</param>
/// <param name="Vector">τ, a task vector.</param>
public sealed record Add(Expression Point, Expression Vector) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [Point, Vector];

    private protected override bool IsSum => true;

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) => $"{operands[0]} + {operands[1]}";

    internal override TileOperation CreateOperation(OperationContext context) => new Operation();

    sealed class Operation : TileOperation
    {
        public override void Evaluate(in Tile tile, Span<float> result) => Kernels.Add(tile[0], tile[1], result);
    }
}
