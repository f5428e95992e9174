namespace MergeSdk.Recipes;

/// <summary>
/// A model: a point in the space of weights. Points differ by task vectors and can be moved by them (<c>Base + 0.6 * (code - Base)</c>);
/// points themselves are neither added nor scaled: that is what <c>Average</c> and <c>Linear</c> are for.
/// </summary>
public sealed class Model
{
    const string AddPoints = "models are points and cannot be added: write Average(a, b), Linear([(a, 0.7), (b, 0.3)]), or Base + (a - Base) + (b - Base)";
    const string ScalePoint = "a model is a point and cannot be scaled: scale its task vector, Base + 0.5 * (a - Base), or write Linear([(a, 0.5), (b, 0.5)])";
    const string VectorFirst = "write the model first: Base + v; a model cannot be subtracted from a task vector";

    internal Model(ModelNode node)
    {
        Node = node;
    }

    /// <summary>
    /// The model's layers: <c>a.Layers[4..12]</c> is a model of eight layers. Layers are found by the number in the tensors' names; a model with
    /// several lists of layers needs <see cref="LayersOf"/>.
    /// </summary>
    /// <exception cref="MergeException">The model has no layers, or several lists of layers.</exception>
    public LayerList Layers => new(Node, Node.SlicedList ?? LayerLists.Only(Node));

    internal ModelNode Node { get; }

    /// <summary>The layers of one of the model's lists of layers: <c>a.LayersOf("decoder.block")[..8]</c>.</summary>
    /// <param name="list">What precedes the number in the tensors' names, such as <c>decoder.block</c>.</param>
    /// <exception cref="MergeException">The model has no such list.</exception>
    public LayerList LayersOf(string list) => new(Node, LayerLists.Named(Node, list));

    /// <summary>The task vector δ = x − b: what distinguishes a fine-tuned model from its base.</summary>
    public static TaskVector operator -(Model left, Model right) =>
        new(DifferenceNode.Create(Present(left).Node, Present(right).Node));

    /// <summary>Applies a task vector: b + τ. Several are added up before they are applied.</summary>
    public static Model operator +(Model point, TaskVector vector) => new(AppliedNode.Create(Present(point).Node, TaskVector.Present(vector).Node));

    /// <summary>Removes a task vector (forgetting): b − τ.</summary>
    public static Model operator -(Model point, TaskVector vector) =>
        new(AppliedNode.Create(Present(point).Node, CombinationNode.Multiple(TaskVector.Present(vector).Node, Weight.MinusOne)));

    /// <summary>Not defined.</summary>
    [Obsolete(AddPoints, error: true, DiagnosticId = DiagnosticCodes.PointArithmetic)]
    public static Model operator +(Model left, Model right) => throw new NotSupportedException(AddPoints);

    /// <summary>Not defined.</summary>
    [Obsolete(ScalePoint, error: true, DiagnosticId = DiagnosticCodes.PointArithmetic)]
    public static Model operator *(Param factor, Model point) => throw new NotSupportedException(ScalePoint);

    /// <summary>Not defined.</summary>
    [Obsolete(ScalePoint, error: true, DiagnosticId = DiagnosticCodes.PointArithmetic)]
    public static Model operator *(Model point, Param factor) => throw new NotSupportedException(ScalePoint);

    /// <summary>Not defined.</summary>
    [Obsolete(ScalePoint, error: true, DiagnosticId = DiagnosticCodes.PointArithmetic)]
    public static Model operator /(Model point, Param divisor) => throw new NotSupportedException(ScalePoint);

    /// <summary>Not defined.</summary>
    [Obsolete(ScalePoint, error: true, DiagnosticId = DiagnosticCodes.PointArithmetic)]
    public static Model operator -(Model point) => throw new NotSupportedException(ScalePoint);

    /// <summary>Not defined.</summary>
    [Obsolete(VectorFirst, error: true, DiagnosticId = DiagnosticCodes.PointArithmetic)]
    public static Model operator +(TaskVector vector, Model point) => throw new NotSupportedException(VectorFirst);

    /// <summary>Not defined.</summary>
    [Obsolete(VectorFirst, error: true, DiagnosticId = DiagnosticCodes.PointArithmetic)]
    public static Model operator -(TaskVector vector, Model point) => throw new NotSupportedException(VectorFirst);

    /// <inheritdoc/>
    public override string ToString() => Node.Label;

    internal static Model Present(Model? model) => RecipeErrors.Present(model, "a model");
}
