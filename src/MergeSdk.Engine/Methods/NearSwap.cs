using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>
/// The task vector of NearSwap (mergekit's nearswap): a·δ with a = clamp(t/max(|δ|, 1e-6), 0, 1) for each element, so that elements close to the base's are taken
/// over and distant ones only by t.
/// </summary>
/// <param name="Operand">δ, a task vector.</param>
/// <param name="T">t, finite: how far an element may move.</param>
public sealed record NearSwap(Expression Operand, double T) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [Operand];

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) => $"NearSwap({operands[0]}, t: {Number(T)})";

    internal override TileOperation CreateOperation(OperationContext context) => new Operation((float)T);

    sealed class Operation(float t) : TileOperation
    {
        const float Smallest = 1e-6f;

        public override void Evaluate(in Tile tile, Span<float> result) => Kernels.ShrinkFar(tile[0], t, Smallest, result);
    }
}
