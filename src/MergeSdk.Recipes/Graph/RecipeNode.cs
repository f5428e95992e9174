using MergeSdk.Graph;

namespace MergeSdk.Recipes;

/// <summary>What a recipe's expression denotes: a function from tensor names to steps of the computation, evaluated once for each output tensor.</summary>
abstract class RecipeNode
{
    /// <summary>Most nodes on the way from an output to an input: more than a long loop nests, a fifth of what there is stack for.</summary>
    public const int MostDepth = 40_000;

    /// <summary>Most characters of a label: one of a long chain would have all others in it.</summary>
    const int MostCharacters = 80;

    /// <exception cref="MergeException">It would be nested too deep.</exception>
    protected RecipeNode(TensorTable table, string label, IReadOnlyList<RecipeNode> operands)
    {
        (Table, Operands) = (table, operands);
        // An input's is its name.
        Label = operands.Count == 0 || label.Length <= MostCharacters ? label : $"{label.AsSpan(0, MostCharacters)}…";
        foreach (var operand in operands)
            Depth = Math.Max(Depth, operand.Depth + 1);
        if (Depth > MostDepth)
        {
            throw RecipeErrors.At(
                DiagnosticCodes.RecipeTooLarge,
                $"operations are nested {Depth} deep; {MostDepth} are possible. Give one call more models instead of calling it in a loop, or merge in two projects,"
                + " of which one references the other");
        }
    }

    /// <summary>The tensors it has.</summary>
    public TensorTable Table { get; }

    /// <summary>What messages call it.</summary>
    public string Label { get; }

    /// <summary>What comparing its operands' tensors brought up.</summary>
    public TensorDifferences? Differences { get; protected init; }

    /// <summary>What it is made from.</summary>
    public IReadOnlyList<RecipeNode> Operands { get; }

    /// <summary>How many nodes there are on the longest way from here to an input, this one included.</summary>
    public int Depth { get; } = 1;

    /// <summary>The parameters of this node itself.</summary>
    public virtual IEnumerable<Setting> Settings => [];

    /// <summary>The tensor's value; null if the tensor is not there, or is zero in a task vector.</summary>
    public Node? Find(TensorContext tensor, Resolution resolution) => Table.Localize(tensor) is { } local ? resolution.Find(this, local) : null;

    /// <summary>As <see cref="Find"/>, for a tensor that <see cref="Table"/> has; asked once for each.</summary>
    public abstract Node? Resolve(TensorContext tensor, Resolution resolution);

    /// <summary>This node and everything below it, each once, operands first.</summary>
    public IReadOnlyList<RecipeNode> Closure()
    {
        var seen = new HashSet<RecipeNode>();
        var order = new List<RecipeNode>();
        var stack = new Stack<(RecipeNode Node, bool Expanded)>([(this, false)]);
        while (stack.TryPop(out var item))
        {
            if (item.Expanded)
            {
                order.Add(item.Node);
            }
            else if (seen.Add(item.Node))
            {
                stack.Push((item.Node, true));
                foreach (var operand in item.Node.Operands.Reverse())
                    stack.Push((operand, false));
            }
        }
        return order;
    }
}

/// <summary>A point: a whole model.</summary>
abstract class ModelNode(TensorTable table, string label, ModelNode? anchor, IReadOnlyList<RecipeNode> operands) : RecipeNode(table, label, operands)
{
    readonly InputNode? _anchor = anchor?.Anchor;

    /// <summary>The model whose types, configuration and small files the result takes over.</summary>
    public InputNode Anchor => this as InputNode ?? _anchor!;

    /// <summary>The list of layers that was sliced, if one was.</summary>
    public virtual string? SlicedList { get; } = anchor?.SlicedList;
}

/// <summary>A vector: a difference of models, or sums and sparsifications of such.</summary>
abstract class VectorNode(TensorTable table, string label, IReadOnlyList<RecipeNode> operands) : RecipeNode(table, label, operands);
