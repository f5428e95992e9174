using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes.Arithmetic;

/// <summary>A task vector applied to a point: b + τ, element by element, after τ has been summed on its own, so that b is rounded into it once.</summary>
[Method("add")]
sealed record Add : Method
{
    public override bool IsSum => true;

    public override TileOperation CreateOperation(OperationContext context) => new Operation();

    public override string Text(IReadOnlyList<string> operands) => $"{operands[0]} + {operands[1]}";

    sealed class Operation : TileOperation
    {
        public override void Evaluate(in Tile tile, Span<float> result) => Kernels.Add(tile[0], tile[1], result);
    }
}
