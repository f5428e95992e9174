using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>Takes over elements that are close to the base's, and the others only by t: a·δ, a = clamp(t/|δ|, 0, 1) (mergekit's nearswap).</summary>
    /// <param name="vector">A task vector.</param>
    /// <param name="t">How far an element may move; finite.</param>
    /// <exception cref="MergeException">A t that is not finite.</exception>
    [KnownAs("NearSwap", "Output = Base + NearSwap(a - Base, t: 0.001);", Mergekit = "nearswap")]
    public static TaskVector NearSwap(TaskVector vector, Param t)
    {
        var reach = Setting.Of<NearSwap>(nameof(t), t);
        return new TaskVector(VectorMethodNode.Create("NearSwap", Nodes([vector]), [reach], method: call => new NearSwap(call[reach])));
    }
}

/// <summary>
/// The task vector of NearSwap (mergekit's nearswap): a·δ with a = clamp(t/max(|δ|, 1e-6), 0, 1) for each element, so that elements close to the base's are taken
/// over and distant ones only by t.
/// </summary>
/// <param name="T">t, finite: how far an element may move.</param>
[Method("nearSwap")]
sealed record NearSwap(double T) : Method
{
    public override string Text(IReadOnlyList<string> operands) => $"NearSwap({operands[0]}, t: {Number(T)})";

    public override TileOperation CreateOperation(OperationContext context) => new Operation((float)T);

    sealed class Operation(float t) : TileOperation
    {
        const float Smallest = 1e-6f;

        public override void Evaluate(in Tile tile, Span<float> result) => Kernels.ShrinkFar(tile[0], t, Smallest, result);
    }
}
