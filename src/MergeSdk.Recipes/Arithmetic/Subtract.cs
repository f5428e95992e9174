using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes.Arithmetic;

/// <summary>The task vector δ = x − b, element by element (Ilharco et al. 2023, "Editing Models with Task Arithmetic").</summary>
[Method("subtract")]
sealed record Subtract : Method
{
    public override bool IsDifference => true;

    public override TileOperation CreateOperation(OperationContext context) => new Operation();

    public override string Text(IReadOnlyList<string> operands) => $"({operands[0]} - {operands[1]})";

    sealed class Operation : TileOperation
    {
        public override void Evaluate(in Tile tile, Span<float> result) => Kernels.Subtract(tile[0], tile[1], result);
    }
}
