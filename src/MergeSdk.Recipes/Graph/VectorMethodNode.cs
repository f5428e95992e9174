using MergeSdk.Engine;
using MergeSdk.Engine.Methods;

namespace MergeSdk.Recipes;

/// <summary>A method that makes one task vector of several, tensor by tensor.</summary>
sealed class VectorMethodNode : VectorNode
{
    readonly IReadOnlyList<VectorNode> _operands;
    readonly IReadOnlyList<Setting> _settings;
    readonly Func<IReadOnlyList<Expression>, double[], Resolution, TensorContext, Expression?> _build;
    readonly bool _weighted;

    VectorMethodNode(
        string label, IReadOnlyList<VectorNode> operands, IReadOnlyList<Setting> settings,
        Func<IReadOnlyList<Expression>, double[], Resolution, TensorContext, Expression?> build, bool weighted, TensorTable table, TensorDifferences? differences)
        : base(table, label)
    {
        (_operands, _settings, _build, _weighted, Differences) = (operands, settings, build, weighted, differences);
    }

    public override IEnumerable<RecipeNode> Operands => _operands;

    public override IEnumerable<Setting> Settings => _settings;

    /// <summary>A method's node.</summary>
    /// <param name="label">The function's name.</param>
    /// <param name="vectors">Its task vectors.</param>
    /// <param name="settings">Its parameters.</param>
    /// <param name="build">
    /// The expression of a tensor from those of the vectors and the parameters' values, in order; null if it is zero. A vector that is zero for the tensor
    /// is an expression of zeros, since to most methods a donor that changed nothing is still a donor.
    /// </param>
    /// <param name="atLeast">How many vectors it needs.</param>
    /// <param name="weighted">Whether the first parameters are the vectors' weights; a vector of weight 0 is not read then.</param>
    public static TaskVector Create(
        string label, IEnumerable<TaskVector> vectors, IReadOnlyList<Setting> settings,
        Func<IReadOnlyList<Expression>, double[], Resolution, TensorContext, Expression?> build, int atLeast = 1, bool weighted = false)
    {
        VectorNode[] operands = [.. (vectors ?? []).Select(vector => TaskVector.Present(vector).Node)];
        if (operands.Length < atLeast)
        {
            throw RecipeErrors.At(
                DiagnosticCodes.NothingToMerge, $"{label} needs at least {(atLeast == 1 ? "one task vector" : $"{atLeast} task vectors")}; it has {operands.Length}");
        }
        var (table, differences) = TensorJoin.Vectors(label, operands);
        return new TaskVector(new VectorMethodNode(label, operands, settings, build, weighted, table, differences));
    }

    protected override Expression? Resolve(TensorContext tensor, Resolution resolution)
    {
        double[] values = [.. _settings.Select(setting => setting.At(tensor))];
        Expression?[] found = [.. _operands.Select((operand, i) => _weighted && values[i] == 0 ? null : operand.Find(tensor, resolution))];
        if (found.FirstOrDefault(expression => expression is not null) is not { } some)
            return null;
        Expression zeros = new WeightedSum(resolution.Share([some]), resolution.Share([0.0]));
        return _build(resolution.Share([.. found.Select(expression => expression ?? zeros)]), values, resolution, tensor);
    }
}
