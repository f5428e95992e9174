using System.Globalization;

namespace MergeSdk.Graph;

/// <summary>
/// What is done with operands: the parameters, as a record whose constructor declares them, and the arithmetic. Operands are not part of it; a <see cref="Node"/>
/// has both. A merge method is a subclass in a file of its own.
/// </summary>
abstract record Method
{
    /// <summary>Whether the operands are read as a whole, because they are not shaped like the result.</summary>
    public virtual bool ReadsWholeOperands => false;

    /// <summary>Whether the arithmetic needs whole rows (vectors along the last axis) at a time; tiles then hold whole rows.</summary>
    public virtual bool WorksByRows => false;

    /// <summary>Whether the names of the inputs, not only their contents, decide the result: those that a random stream is keyed by.</summary>
    public virtual bool DependsOnNames => false;

    /// <summary>Whether evaluation needs nothing of the operands anymore, once the passes are done.</summary>
    public virtual bool EvaluatesAlone => false;

    /// <summary>Whether the text is a bare sum, which needs parentheses inside of another one's.</summary>
    public virtual bool IsSum => false;

    /// <summary>Whether it is its first operand less its second: of two models, a task vector.</summary>
    public virtual bool IsDifference => false;

    /// <summary>What it declares.</summary>
    public MethodDescriptor Descriptor => MethodDescriptor.Of(GetType());

    /// <summary>Type and shape of the result: float32 in the shape of the first operand, unless it says otherwise.</summary>
    public virtual TensorType TypeOf(ReadOnlySpan<Node> operands) => new(Tensors.DType.Float32, operands[0].Type.Shape);

    /// <summary>Which operands the passes over tiles bring; all unless it says otherwise. A tile has those alone, numbered from 0.</summary>
    public virtual bool TakesTilesOf(int operand) => !ReadsWholeOperands;

    /// <summary>The arithmetic for one tensor; operations hold statistics of that tensor and are not shared.</summary>
    public abstract TileOperation CreateOperation(OperationContext context);

    /// <summary>The call as a recipe would write it, such as <c>Slerp(a, b, t: 0.5)</c>. For people only: nothing depends on it.</summary>
    /// <param name="operands">The texts of the operands.</param>
    public virtual string Text(IReadOnlyList<string> operands)
    {
        var parameters = Descriptor.Parameters
            .Where(parameter => !parameter.HasDefault || !Equals(parameter.Of(this), parameter.Default))
            .Select(parameter => $"{parameter.Name}: {parameter.Text(this)}");
        return $"{GetType().Name}({string.Join(", ", operands.Concat(parameters))})";
    }

    /// <summary>The shortest text that reads back as exactly this number.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Operands with their weights: <c>[(a, 0.6), (b, 0.4)]</c>.</summary>
    protected static string Weighted(IReadOnlyList<string> operands, Numbers weights) =>
        $"[{string.Join(", ", operands.Zip(weights, (operand, weight) => $"({operand}, {Number(weight)})"))}]";
}
