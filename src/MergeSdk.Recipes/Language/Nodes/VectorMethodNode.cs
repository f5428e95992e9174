using MergeSdk.Graph;

namespace MergeSdk.Recipes;

/// <summary>A method that makes one task vector of several, tensor by tensor.</summary>
sealed class VectorMethodNode : VectorNode
{
    readonly IReadOnlyList<VectorNode> _operands;
    readonly IReadOnlyList<Setting> _settings;
    readonly TensorFunction _function;

    VectorMethodNode(
        string label, IReadOnlyList<VectorNode> operands, IReadOnlyList<Setting> settings, TensorFunction function, TensorTable table, TensorDifferences? differences)
        : base(table, label, operands)
    {
        (_operands, _settings, _function, Differences) = (operands, settings, function, differences);
    }

    public override IEnumerable<Setting> Settings => _settings;

    /// <summary>A method's node.</summary>
    /// <param name="label">The function's name.</param>
    /// <param name="operands">Its task vectors.</param>
    /// <param name="settings">Its parameters.</param>
    /// <param name="function">Its steps for a tensor.</param>
    /// <param name="atLeast">How many vectors it needs.</param>
    public static VectorMethodNode Create(
        string label, IReadOnlyList<VectorNode> operands, IReadOnlyList<Setting> settings, TensorFunction function, int atLeast = 1)
    {
        if (operands.Count < atLeast)
        {
            throw RecipeErrors.At(
                DiagnosticCodes.NothingToMerge, $"{label} needs at least {(atLeast == 1 ? "one task vector" : $"{atLeast} task vectors")}; it has {operands.Count}");
        }
        var (table, differences) = TensorJoin.Vectors(label, operands);
        return new VectorMethodNode(label, operands, settings, function, table, differences);
    }

    /// <summary>A method that is applied to all its task vectors, with zeros for one that does not have the tensor.</summary>
    public static VectorMethodNode Create(
        string label, IReadOnlyList<VectorNode> operands, IReadOnlyList<Setting> settings, Func<TensorCall, Method> method, int atLeast = 1) =>
        Create(label, operands, settings, call => call.OperandsOrZeros() is { Length: > 0 } found ? call.Add(method(call), found) : null, atLeast);

    public override Node? Resolve(TensorContext tensor, Resolution resolution) => _function(new TensorCall(_operands, _settings, tensor, resolution));
}
