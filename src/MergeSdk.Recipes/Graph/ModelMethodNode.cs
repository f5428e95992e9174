using MergeSdk.Engine;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>A method that makes one model of several, tensor by tensor. The first gives element types, configuration and small files.</summary>
sealed class ModelMethodNode : ModelNode
{
    readonly IReadOnlyList<ModelNode> _operands;
    readonly IReadOnlyList<Setting> _settings;
    readonly Func<IReadOnlyList<Expression>, double[], Resolution, TensorContext, Expression> _build;

    ModelMethodNode(
        string label, IReadOnlyList<ModelNode> operands, IReadOnlyList<Setting> settings,
        Func<IReadOnlyList<Expression>, double[], Resolution, TensorContext, Expression> build, TensorTable table, TensorDifferences? differences)
        : base(table, label, operands[0], operands)
    {
        (_operands, _settings, _build, Differences) = (operands, settings, build, differences);
    }

    public override IEnumerable<Setting> Settings => _settings;

    /// <summary>A method's node.</summary>
    /// <param name="label">The function's name.</param>
    /// <param name="models">Its models; where one of them lacks a tensor and that is allowed, the first one's stands in.</param>
    /// <param name="settings">Its parameters.</param>
    /// <param name="build">The expression of a tensor from those of the models and the parameters' values, in order.</param>
    public static Model Create(
        string label, IEnumerable<Model> models, IReadOnlyList<Setting> settings, Func<IReadOnlyList<Expression>, double[], Resolution, TensorContext, Expression> build)
    {
        ModelNode[] operands = [.. (models ?? []).Select(model => Model.Present(model).Node)];
        if (operands.Length == 0)
            throw RecipeErrors.At(DiagnosticCodes.NothingToMerge, $"{label} needs at least one model");
        var (table, differences) = TensorJoin.Points(label, operands);
        return new Model(new ModelMethodNode(label, operands, settings, build, table, differences));
    }

    protected override Expression? Resolve(TensorContext tensor, Resolution resolution)
    {
        var before = resolution.Parts;
        var first = _operands[0].Find(tensor, resolution);
        var partsOfFirst = resolution.Parts - before;
        if (first is null || !tensor.DType.IsArithmetic())
            return first;
        double[] values = [.. _settings.Select(setting => setting.At(tensor))];
        Expression[] operands = [first, .. _operands.Skip(1).Select(operand => operand.Find(tensor, resolution) ?? StandIn())];
        return _build(resolution.Share(operands), values, resolution, tensor);

        Expression StandIn()
        {
            resolution.CountParts(partsOfFirst);
            return first;
        }
    }
}
