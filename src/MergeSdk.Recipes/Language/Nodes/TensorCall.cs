using System.Collections.Immutable;
using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic;

namespace MergeSdk.Recipes;

/// <summary>Makes the steps of a method for one tensor; null if the result is zero there.</summary>
delegate Node? TensorFunction(TensorCall call);

/// <summary>A method's call for one tensor: the values of its parameters, and its operands.</summary>
sealed class TensorCall(IReadOnlyList<RecipeNode> operands, IReadOnlyList<Setting> settings, TensorContext tensor, Resolution resolution)
{
    // At once: a pattern of ByName counts as used even where the operands are zero.
    readonly double[] _values = [.. settings.Select(setting => setting.At(tensor))];

    public TensorContext Tensor => tensor;

    public Resolution Resolution => resolution;

    /// <summary>How many operands there are.</summary>
    public int Count => operands.Count;

    /// <summary>The value of a parameter for this tensor.</summary>
    public double this[Setting setting]
    {
        get
        {
            for (var i = 0; i < settings.Count; i++)
            {
                if (ReferenceEquals(settings[i], setting))
                    return _values[i];
            }
            throw new InvalidOperationException("The parameter was not declared.");
        }
    }

    /// <summary>An operand; null if it does not have the tensor, or is zero there.</summary>
    public Node? Operand(int index) => operands[index].Find(tensor, resolution);

    /// <summary>The operands, each that lacks the tensor replaced by the first.</summary>
    public ImmutableArray<Node> OperandsOrFirst()
    {
        var first = Operand(0)!;
        return [.. Enumerable.Range(0, Count).Select(i => Operand(i) ?? first)];
    }

    /// <summary>
    /// The operands, each that is zero replaced by zeros, since to most methods a donor that changed nothing is still a donor; none if all are zero.
    /// </summary>
    /// <param name="weights">Their weights; an operand of weight 0 is not looked at and counts as zero. Null: no weights.</param>
    public ImmutableArray<Node> OperandsOrZeros(IReadOnlyList<double>? weights = null)
    {
        Node?[] found = [.. Enumerable.Range(0, Count).Select(i => weights is not null && weights[i] == 0 ? null : Operand(i))];
        if (Array.Find(found, node => node is not null) is not { } some)
            return [];
        var zeros = Add(new Linear([0]), some);
        return [.. found.Select(node => node ?? zeros)];
    }

    /// <summary>A step.</summary>
    public Node Add(Method method, params ImmutableArray<Node> operands) => resolution.Nodes.Add(method, operands);
}
