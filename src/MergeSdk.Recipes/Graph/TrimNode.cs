using MergeSdk.Engine;
using MergeSdk.Engine.Methods;

namespace MergeSdk.Recipes;

/// <summary>The largest elements of a task vector.</summary>
sealed class TrimNode(VectorNode operand, Setting density, bool rescale, TrimTogether? together)
    : VectorNode(operand.Table, $"Trim({operand.Label})", [operand])
{
    public override IEnumerable<Setting> Settings => [density];

    protected override Expression? Resolve(TensorContext tensor, Resolution resolution) =>
        Trimmed(operand, density.At(tensor), rescale, together, tensor, resolution);

    /// <summary>Null if the vector is zero or nothing of it is kept, the vector itself if everything is.</summary>
    /// <param name="vector">The task vector.</param>
    /// <param name="density">The share to keep.</param>
    /// <param name="rescale">Whether to restore the sum of magnitudes.</param>
    /// <param name="together">The tensors that share one threshold; null if each has its own.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="resolution">What is collected.</param>
    public static Expression? Trimmed(
        VectorNode vector, double density, bool rescale, TrimTogether? together, TensorContext tensor, Resolution resolution)
    {
        var elements = tensor.Shape.ElementCount;
        var operand = vector.Find(tensor, resolution);
        if (operand is null || elements == 0)
            return operand;
        if (together is not null)
        {
            var number = resolution.TrimGroup(together, density, tensor.Name);
            return density >= 1 ? operand : new Trim(operand, density, rescale, number);
        }
        if (density >= 1)
            return operand;
        // ⌊density·n⌋ is surely 0 here; nearer to 1 than this, the engine's exact rule decides.
        if (density * elements < 1 - 1e-6)
        {
            resolution.Emptied.Add((tensor.Name, density));
            return null;
        }
        return new Trim(operand, density, rescale);
    }
}
