using MergeSdk.Engine;
using MergeSdk.Engine.Methods;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>Spherical interpolation of two models.</summary>
sealed class SlerpNode : ModelNode
{
    readonly ModelNode _first;
    readonly ModelNode _second;
    readonly Setting _t;

    SlerpNode(ModelNode first, ModelNode second, Setting t, TensorTable table, TensorDifferences? differences)
        : base(table, "Slerp", first, [first, second])
    {
        (_first, _second, _t, Differences) = (first, second, t, differences);
    }

    public override IEnumerable<Setting> Settings => [_t];

    public static SlerpNode Create(ModelNode first, ModelNode second, Setting t)
    {
        var (table, differences) = TensorJoin.Points("Slerp", [first, second]);
        return new SlerpNode(first, second, t, table, differences);
    }

    protected override Expression? Resolve(TensorContext tensor, Resolution resolution)
    {
        if (!tensor.DType.IsArithmetic())
            return _first.Find(tensor, resolution);
        // At its ends an interpolation is one of its operands, and then a plain copy keeps every bit.
        var t = _t.At(tensor);
        if (t == 0)
            return _first.Find(tensor, resolution);
        if (t == 1 && _second.Find(tensor, resolution) is { } end)
            return end;
        var first = _first.Find(tensor, resolution);
        return first is not null && _second.Find(tensor, resolution) is { } second ? new Slerp(first, second, t) : first;
    }
}
