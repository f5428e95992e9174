using System.Globalization;

namespace MergeSdk.Engine;

/// <summary>
/// How one output tensor is computed from input tensors: a tree whose leaves are <see cref="Input"/>s and whose parameters are numbers.
/// A merge method is a subclass; its file in <c>Methods/</c> holds its formula, its parameters and its arithmetic.
/// </summary>
public abstract record Expression
{
    /// <summary>The expressions this one combines, in the order its operation receives them.</summary>
    public abstract IReadOnlyList<Expression> Operands { get; }

    /// <summary>Raised whenever the same parameters and inputs give other bytes than before, so that no stale tensor is reused.</summary>
    public virtual int Version => 1;

    /// <summary>Whether the operands must be <see cref="Input"/>s read as a whole, because they are not shaped like the result.</summary>
    public virtual bool ReadsWholeOperands => false;

    /// <summary>Whether the arithmetic needs whole rows (vectors along the last axis) at a time; tiles then hold whole rows.</summary>
    public virtual bool WorksByRows => false;

    /// <summary>The inputs whose names, not only contents, decide the result: those that a random stream is keyed by.</summary>
    public virtual IReadOnlyList<Input> NamedInputs => [];

    /// <summary>The indexes of the inputs of the whole tree, in the order of their first use.</summary>
    public IEnumerable<int> InputIndexes => Leaves.Select(leaf => leaf.Index).Distinct();

    /// <summary>The inputs of the whole tree, left to right, repeated where they occur more than once.</summary>
    internal IEnumerable<Input> Leaves => Nodes.OfType<Input>();

    /// <summary>This node and all below it, each before its operands, left to right.</summary>
    internal IEnumerable<Expression> Nodes
    {
        get
        {
            // Without recursion: nested enumerators would cost a step of each level for every node.
            var waiting = new Stack<Expression>([this]);
            while (waiting.TryPop(out var node))
            {
                yield return node;
                for (var i = node.Operands.Count - 1; i >= 0; i--)
                    waiting.Push(node.Operands[i]);
            }
        }
    }

    /// <summary>The methods in the tree, each once with its version: what beside the text decides the arithmetic.</summary>
    internal string Methods => string.Join(
        ' ', Nodes.Where(node => node is not Input).Select(node => $"{node.GetType().Name}/{node.Version}").Distinct().Order(StringComparer.Ordinal));

    /// <summary>The operands that the operation receives tile by tile; it gets at the others in its own way.</summary>
    internal virtual IReadOnlyList<Expression> TileOperands => ReadsWholeOperands ? [] : Operands;

    /// <summary>Whether evaluation needs nothing of the operands anymore, once the passes are done.</summary>
    internal virtual bool EvaluatesAlone => false;

    /// <summary>Whether the text is a bare sum, which needs parentheses inside of another expression's.</summary>
    private protected virtual bool IsSum => false;

    /// <summary>The expression as a recipe would say it, such as <c>Slerp(a, b, t: 0.5)</c>.</summary>
    /// <param name="operands">The text of each of <see cref="Operands"/>.</param>
    protected abstract string Format(IReadOnlyList<string> operands);

    /// <summary>The arithmetic of this node for one tensor; operations hold statistics of that tensor and are not shared.</summary>
    internal abstract TileOperation CreateOperation(OperationContext context);

    /// <summary>The whole tree as text.</summary>
    /// <param name="input">The text of an input by its index.</param>
    public string Format(Func<int, string> input) =>
        this is Input leaf
            ? input(leaf.Index)
            : Format([.. Operands.Select(operand => operand.IsSum ? $"({operand.Format(input)})" : operand.Format(input))]);

    /// <summary>This node alone as text.</summary>
    /// <param name="operands">What stands for each of its operands.</param>
    internal string FormatNode(IReadOnlyList<string> operands) => this is Input ? ToString() : Format(operands);

    /// <summary>The tree with inputs as <c>#0</c>, <c>#1</c>…: equal texts mean equal arithmetic (methods' versions apart).</summary>
    public sealed override string ToString() => Format(index => $"#{index.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Operands with their weights: <c>[(a, 0.6), (b, 0.4)]</c>.</summary>
    protected static string Weighted(IReadOnlyList<string> operands, IReadOnlyList<double> weights) =>
        $"[{string.Join(", ", operands.Zip(weights, (operand, weight) => $"({operand}, {Number(weight)})"))}]";

    /// <summary>The shortest text that reads back as exactly this number.</summary>
    protected static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A leaf: the tensor's input of that index. At the root it is a plain copy, which keeps the stored bits when the types agree.</summary>
/// <param name="Index">Index into <see cref="PlannedTensor.Inputs"/>.</param>
public sealed record Input(int Index) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [];

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) => throw new NotSupportedException("An input is formatted by its index.");

    internal override TileOperation CreateOperation(OperationContext context) => throw new NotSupportedException("An input is read, not computed.");
}
