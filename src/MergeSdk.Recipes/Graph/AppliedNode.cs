using MergeSdk.Engine;
using MergeSdk.Engine.Methods;
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

    public static AppliedNode Create(ModelNode point, IReadOnlyList<(VectorNode Vector, Weight Weight)> terms)
    {
        if (point is AppliedNode applied)
            return Create(applied._point, [.. CombinationNode.Terms(applied._vector), .. terms]);
        var vector = terms is [(var only, { Number: 1, Factors: [] })] ? only : CombinationNode.Create(terms);
        var (table, differences) = TensorJoin.Points($"{point.Label} + {(vector is CombinationNode ? "…" : $"({vector.Label})")}", [point, vector]);
        return new AppliedNode(point, vector, table, differences);
    }

    protected override Expression? Resolve(TensorContext tensor, Resolution resolution)
    {
        var point = _point.Find(tensor, resolution);
        if (point is null || !tensor.DType.IsArithmetic() || _vector.Find(tensor, resolution) is not { } vector)
            return point;
        return new Add(point, vector);
    }
}
