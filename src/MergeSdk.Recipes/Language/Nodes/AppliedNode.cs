using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>A model plus a task vector. Applying a second vector adds the vectors first: the model is rounded into the sum once.</summary>
sealed class AppliedNode : ModelNode
{
    readonly ModelNode _point;
    readonly VectorNode _vector;

    AppliedNode(ModelNode point, VectorNode vector, TensorTable table, TensorDifferences? differences)
        : base(table, $"{point.Label} + {(vector is CombinationNode ? "…" : $"({vector.Label})")}", point, [point, vector])
    {
        (_point, _vector, Differences) = (point, vector, differences);
    }

    public static AppliedNode Create(ModelNode point, VectorNode vector)
    {
        if (point is AppliedNode applied)
            return Create(applied._point, CombinationNode.Sum(applied._vector, vector));
        var (table, differences) = TensorJoin.Points($"{point.Label} + {(vector is CombinationNode ? "…" : $"({vector.Label})")}", [point, vector]);
        return new AppliedNode(point, vector, table, differences);
    }

    public override Node? Resolve(TensorContext tensor, Resolution resolution)
    {
        var point = _point.Find(tensor, resolution);
        if (point is null || !tensor.DType.IsArithmetic() || _vector.Find(tensor, resolution) is not { } vector)
            return point;
        return resolution.Nodes.Add(new Add(), point, vector);
    }
}
