namespace MergeSdk.Recipes;

/// <summary>
/// A direction in the space of weights: the difference of two models, an adapter, or what <c>Ties</c>, <c>Trim</c>, <c>Dare</c> and arithmetic make
/// of such. <c>Base + v</c> applies it to a model.
/// </summary>
public sealed class TaskVector
{
    internal TaskVector(VectorNode node)
    {
        Node = node;
    }

    internal VectorNode Node { get; }

    /// <summary>v + w.</summary>
    public static TaskVector operator +(TaskVector left, TaskVector right) => new(CombinationNode.Sum(Present(left).Node, Present(right).Node));

    /// <summary>v − w.</summary>
    public static TaskVector operator -(TaskVector left, TaskVector right) => left + -right;

    /// <summary>−v.</summary>
    public static TaskVector operator -(TaskVector vector) => new(CombinationNode.Multiple(Present(vector).Node, Weight.MinusOne));

    /// <summary>A multiple of a task vector; the factor may differ from tensor to tensor.</summary>
    [KnownAs(
        "task arithmetic", "Output = Base + 0.6 * (a - Base) + 0.4 * (b - Base);",
        Mergekit = "task_arithmetic", Paper = "Ilharco et al. 2023, arXiv:2212.04089")]
    [KnownAs("LoRA adapter (PEFT)", "Output = Base + 0.5 * style;", Difference = "the same", Paper = "Hu et al. 2022, arXiv:2106.09685")]
    public static TaskVector operator *(Param factor, TaskVector vector) =>
        new(CombinationNode.Multiple(Present(vector).Node, Weight.Of(new Setting("the factor of a task vector", factor))));

    /// <summary>A multiple of a task vector; the factor may differ from tensor to tensor.</summary>
    public static TaskVector operator *(TaskVector vector, Param factor) => factor * vector;

    /// <inheritdoc/>
    public override string ToString() => Node.Label;

    internal static TaskVector Present(TaskVector? vector) => RecipeErrors.Present(vector, "a task vector");
}
