using MergeSdk.Engine;
using MergeSdk.Engine.Methods;

namespace MergeSdk.Recipes;

/// <summary>A random part of a task vector.</summary>
sealed class DareNode(VectorNode operand, Setting density, long? seed, DareRescale rescale)
    : VectorNode(operand.Table, $"Dare({operand.Label})", [operand])
{
    public override IEnumerable<Setting> Settings => [density];

    protected override Expression? Resolve(TensorContext tensor, Resolution resolution)
    {
        var value = density.At(tensor);
        var vector = operand.Find(tensor, resolution);
        return vector is null || value >= 1 ? vector : new Dare(vector, value, seed ?? resolution.Seed, rescale);
    }
}
