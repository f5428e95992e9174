using System.Globalization;
using MergeSdk.Engine;

namespace MergeSdk.Recipes;

/// <summary>What a recipe's expression denotes: a function from tensor names to engine expressions, evaluated once for each output tensor.</summary>
abstract class RecipeNode
{
    /// <summary>Most nodes on the way from an output to an input: expressions are walked by recursion, on threads whose stack has 1.5 MB.</summary>
    public const int MostDepth = 500;

    /// <summary>Most nodes of a tensor's expression, each as often as it is used: that many are made for every tensor.</summary>
    public const int MostParts = 10_000;

    const int LongestLabel = 100;

    const string Remedy = "Give one call more models instead of calling it in a loop, or merge in two projects, of which one references the other";

    /// <exception cref="MergeException">It would be nested too deep or have too many parts.</exception>
    protected RecipeNode(TensorTable table, string label, IReadOnlyList<RecipeNode> operands, long? parts = null)
    {
        (Table, Operands) = (table, operands);
        // An input's is its name.
        Label = operands.Count == 0 || label.Length <= LongestLabel ? label : $"{label.AsSpan(0, LongestLabel)}…";
        Depth = 1 + operands.Select(operand => operand.Depth).DefaultIfEmpty().Max();
        Parts = parts ?? 1 + operands.Sum(operand => operand.Parts);
        if (Depth > MostDepth)
            throw RecipeErrors.At(DiagnosticCodes.RecipeTooLarge, $"operations are nested {Depth} deep; {MostDepth} are possible. {Remedy}");
        if (Parts > MostParts)
            throw RecipeErrors.At(DiagnosticCodes.RecipeTooLarge, TooManyParts(Parts));
    }

    /// <summary>The tensors it has.</summary>
    public TensorTable Table { get; }

    /// <summary>What messages call it.</summary>
    public string Label { get; }

    /// <summary>What comparing its operands' tensors brought up.</summary>
    public TensorDifferences? Differences { get; protected init; }

    /// <summary>What it is made from.</summary>
    public IReadOnlyList<RecipeNode> Operands { get; }

    /// <summary>How many nodes there are on the longest way from here to an input.</summary>
    public int Depth { get; }

    /// <summary>How many nodes a tensor's expression has at most, each counted as often as it is used.</summary>
    public long Parts { get; }

    /// <summary>The parameters of this node itself.</summary>
    public virtual IEnumerable<Setting> Settings => [];

    /// <summary>The tensor's expression; null if the tensor is not there, or is zero in a task vector.</summary>
    public Expression? Find(TensorContext tensor, Resolution resolution)
    {
        resolution.CountParts(1);
        return Table.Localize(tensor) is { } local ? Resolve(local, resolution) : null;
    }

    /// <summary>As <see cref="Find"/>, for a tensor that <see cref="Table"/> has.</summary>
    protected abstract Expression? Resolve(TensorContext tensor, Resolution resolution);

    /// <summary>What is told of an expression with too many parts.</summary>
    public static string TooManyParts(long parts) => string.Create(
        CultureInfo.InvariantCulture, $"a tensor's expression has {parts} parts, what is used twice counted twice; {MostParts} are possible. {Remedy}");

    /// <summary>This node and everything below it, each once, operands first.</summary>
    public IReadOnlyList<RecipeNode> Closure()
    {
        var seen = new HashSet<RecipeNode>();
        var order = new List<RecipeNode>();
        var stack = new Stack<(RecipeNode Node, bool Expanded)>([(this, false)]);
        while (stack.TryPop(out var item))
        {
            if (item.Expanded)
                order.Add(item.Node);
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
abstract class ModelNode(TensorTable table, string label, ModelNode? anchor, IReadOnlyList<RecipeNode> operands, long? parts = null)
    : RecipeNode(table, label, operands, parts)
{
    /// <summary>The model whose types, configuration and small files the result takes over.</summary>
    public InputNode Anchor => this as InputNode ?? anchor!.Anchor;

    /// <summary>The list of layers that was sliced, if one was.</summary>
    public virtual string? SlicedList => anchor?.SlicedList;
}

/// <summary>A vector: a difference of models, or sums and sparsifications of such.</summary>
abstract class VectorNode(TensorTable table, string label, IReadOnlyList<RecipeNode> operands, long? parts = null) : RecipeNode(table, label, operands, parts);
