using MergeSdk.Engine;
using MergeSdk.Engine.Methods;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>What distinguishes one model from another: x − b.</summary>
sealed class DifferenceNode : VectorNode
{
    readonly ModelNode _minuend;
    readonly ModelNode _subtrahend;

    DifferenceNode(ModelNode minuend, ModelNode subtrahend, string label, TensorTable table, TensorDifferences? differences)
        : base(table, label, [minuend, subtrahend])
    {
        (_minuend, _subtrahend, Differences) = (minuend, subtrahend, differences);
    }

    public static DifferenceNode Create(ModelNode minuend, ModelNode subtrahend)
    {
        var label = $"{minuend.Label} - {subtrahend.Label}";
        var (table, differences) = TensorJoin.Points(label, [subtrahend, minuend]);
        return new DifferenceNode(minuend, subtrahend, label, table, differences);
    }

    protected override Expression? Resolve(TensorContext tensor, Resolution resolution) =>
        tensor.DType.IsArithmetic()
            && _minuend.Find(tensor, resolution) is { } minuend
            && _subtrahend.Find(tensor, resolution) is { } subtrahend
            && !subtrahend.Equals(minuend)
                ? new Subtract(minuend, subtrahend)
                : null;
}
