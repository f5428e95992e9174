using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>What distinguishes one model from another: x − b.</summary>
sealed class DifferenceNode : VectorNode
{
    readonly ModelNode _left;
    readonly ModelNode _right;

    DifferenceNode(ModelNode left, ModelNode right, string label, TensorTable table, TensorDifferences? differences)
        : base(table, label, [left, right])
    {
        (_left, _right, Differences) = (left, right, differences);
    }

    public static DifferenceNode Create(ModelNode left, ModelNode right)
    {
        var label = $"{left.Label} - {right.Label}";
        var (table, differences) = TensorJoin.Points(label, [right, left]);
        return new DifferenceNode(left, right, label, table, differences);
    }

    public override Node? Resolve(TensorContext tensor, Resolution resolution)
    {
        if (!tensor.DType.IsArithmetic() || _left.Find(tensor, resolution) is not { } left || _right.Find(tensor, resolution) is not { } right || left == right)
            return null;
        return resolution.Nodes.Add(new Subtract(), left, right);
    }
}
