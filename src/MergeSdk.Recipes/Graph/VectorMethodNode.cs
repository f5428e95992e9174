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
    readonly int _uses;

    VectorMethodNode(
        string label, IReadOnlyList<VectorNode> operands, IReadOnlyList<Setting> settings,
        Func<IReadOnlyList<Expression>, double[], Resolution, TensorContext, Expression?> build, bool weighted, int uses, TensorTable table,
        TensorDifferences? differences)
        : base(table, label, operands, 1 + (uses * operands.Sum(operand => operand.Parts)))
    {
        (_operands, _settings, _build, _weighted, _uses, Differences) = (operands, settings, build, weighted, uses, differences);
    }

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
    /// <param name="uses">How often the expression has each of the vectors.</param>
    public static TaskVector Create(
        string label, IEnumerable<TaskVector> vectors, IReadOnlyList<Setting> settings,
        Func<IReadOnlyList<Expression>, double[], Resolution, TensorContext, Expression?> build, int atLeast = 1, bool weighted = false, int uses = 1)
    {
        VectorNode[] operands = [.. (vectors ?? []).Select(vector => TaskVector.Present(vector).Node)];
        if (operands.Length < atLeast)
        {
            throw RecipeErrors.At(
                DiagnosticCodes.NothingToMerge, $"{label} needs at least {(atLeast == 1 ? "one task vector" : $"{atLeast} task vectors")}; it has {operands.Length}");
        }
        var (table, differences) = TensorJoin.Vectors(label, operands);
        return new TaskVector(new VectorMethodNode(label, operands, settings, build, weighted, uses, table, differences));
    }

    protected override Expression? Resolve(TensorContext tensor, Resolution resolution)
    {
        double[] values = [.. _settings.Select(setting => setting.At(tensor))];
        var start = resolution.Parts;
        var (some, partsOfSome) = ((Expression?)null, 0L);
        var found = new Expression?[_operands.Count];
        for (var i = 0; i < found.Length; i++)
        {
            var before = resolution.Parts;
            found[i] = _weighted && values[i] == 0 ? null : _operands[i].Find(tensor, resolution);
            if (some is null && found[i] is not null)
                (some, partsOfSome) = (found[i], resolution.Parts - before);
        }
        if (some is null)
            return null;
        resolution.CountParts(partsOfSome * found.Count(expression => expression is null));
        resolution.CountParts((_uses - 1) * (resolution.Parts - start));
        Expression zeros = new WeightedSum(resolution.Share([some]), resolution.Share([0.0]));
        return _build(resolution.Share([.. found.Select(expression => expression ?? zeros)]), values, resolution, tensor);
    }
}
