using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>A method that makes one model of several, tensor by tensor. The first gives element types, configuration and small files.</summary>
sealed class ModelMethodNode : ModelNode
{
    readonly IReadOnlyList<ModelNode> _operands;
    readonly IReadOnlyList<Setting> _settings;
    readonly TensorFunction _function;

    ModelMethodNode(
        string label, IReadOnlyList<ModelNode> operands, IReadOnlyList<Setting> settings, TensorFunction function, TensorTable table, TensorDifferences? differences)
        : base(table, label, operands[0], operands)
    {
        (_operands, _settings, _function, Differences) = (operands, settings, function, differences);
    }

    public override IEnumerable<Setting> Settings => _settings;

    /// <summary>A method's node.</summary>
    /// <param name="label">The function's name.</param>
    /// <param name="operands">Its models.</param>
    /// <param name="settings">Its parameters.</param>
    /// <param name="function">Its steps for a tensor that the first model has.</param>
    public static ModelMethodNode Create(string label, IReadOnlyList<ModelNode> operands, IReadOnlyList<Setting> settings, TensorFunction function)
    {
        if (operands.Count == 0)
            throw RecipeErrors.At(DiagnosticCodes.NothingToMerge, $"{label} needs at least one model");
        var (table, differences) = TensorJoin.Points(label, operands);
        return new ModelMethodNode(label, operands, settings, function, table, differences);
    }

    public override Node? Resolve(TensorContext tensor, Resolution resolution)
    {
        // What cannot be computed with is copied; a tensor that the first model lacks is not in the result.
        var first = _operands[0].Find(tensor, resolution);
        return first is null || !tensor.DType.IsArithmetic() ? first : _function(new TensorCall(_operands, _settings, tensor, resolution));
    }
}
