using MergeSdk.Engine;
using MergeSdk.Engine.Methods;

namespace MergeSdk.Recipes;

/// <summary>The largest elements of a task vector.</summary>
sealed class TrimNode(VectorNode operand, Setting density, bool rescale) : VectorNode(operand.Table, $"Trim({operand.Label})")
{
    public override IEnumerable<RecipeNode> Operands => [operand];

    public override IEnumerable<Setting> Settings => [density];

    protected override Expression? Resolve(TensorContext tensor, Resolution resolution)
    {
        var value = density.At(tensor);
        return Trimmed(operand, value, rescale, tensor, resolution);
    }

    /// <summary>Null if the vector is zero or nothing of it is kept, the vector itself if everything is.</summary>
    public static Expression? Trimmed(VectorNode vector, double density, bool rescale, TensorContext tensor, Resolution resolution)
    {
        var mark = resolution.Mark;
        var elements = tensor.Shape.ElementCount;
        var operand = vector.Find(tensor, resolution);
        if (operand is null || density >= 1 || elements == 0)
            return operand;
        // ⌊density·n⌋ is surely 0 here; nearer to 1 than this, the engine's exact rule decides.
        if (density * elements < 1 - 1e-6)
        {
            resolution.Forget(mark);
            resolution.Emptied.Add((tensor.Name, density));
            return null;
        }
        return new Trim(operand, density, rescale);
    }
}
