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
    public static TaskVector operator +(TaskVector left, TaskVector right) => new(CombinationNode.Create([.. Terms(left), .. Terms(right)]));

    /// <summary>v − w.</summary>
    public static TaskVector operator -(TaskVector left, TaskVector right) => left + -right;

    /// <summary>−v.</summary>
    public static TaskVector operator -(TaskVector vector) =>
        new(CombinationNode.Create([.. Terms(vector).Select(term => (term.Vector, term.Weight.Negated))]));

    /// <summary>A multiple of a task vector; the factor may differ from tensor to tensor.</summary>
    public static TaskVector operator *(Param factor, TaskVector vector)
    {
        var setting = new Setting("the factor of a task vector", factor);
        return new TaskVector(CombinationNode.Create([.. Terms(vector).Select(term => (term.Vector, term.Weight.Times(setting)))]));
    }

    /// <summary>A multiple of a task vector; the factor may differ from tensor to tensor.</summary>
    public static TaskVector operator *(TaskVector vector, Param factor) => factor * vector;

    /// <inheritdoc/>
    public override string ToString() => Node.Label;

    internal static IReadOnlyList<(VectorNode Vector, Weight Weight)> Terms(TaskVector? vector) => CombinationNode.Terms(Present(vector).Node);

    internal static TaskVector Present(TaskVector? vector) => RecipeErrors.Present(vector, "a task vector");
}
