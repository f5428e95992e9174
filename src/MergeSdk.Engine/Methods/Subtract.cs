using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>The task vector δ = x − b, element by element (Ilharco et al. 2023, "Editing Models with Task Arithmetic").</summary>
/// <param name="Minuend">x, the fine-tuned tensor.</param>
/// <param name="Subtrahend">b, the base's tensor.</param>
public sealed record Subtract(Expression Minuend, Expression Subtrahend) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [Minuend, Subtrahend];

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) => $"({operands[0]} - {operands[1]})";

    internal override TileOperation CreateOperation(OperationContext context) => new Operation();

    sealed class Operation : TileOperation
    {
        public override void Evaluate(in Tile tile, Span<float> result) => Kernels.Subtract(tile[0], tile[1], result);
    }
}
