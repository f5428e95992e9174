using MergeSdk.Engine;
using MergeSdk.Engine.Methods;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>Models merged by a method of the user's own.</summary>
sealed class DefinedModelNode : ModelNode, IDefinedNode
{
    readonly IReadOnlyList<ModelNode> _models;

    DefinedModelNode(Definition definition, IReadOnlyList<ModelNode> models, TensorTable table, TensorDifferences? differences)
        : base(table, definition.Label, models[0])
    {
        (Definition, _models, Differences) = (definition, models, differences);
    }

    public Definition Definition { get; }

    public override IEnumerable<RecipeNode> Operands => _models;

    public override IEnumerable<Setting> Settings => Definition.Parameters;

    public static DefinedModelNode Create(Definition definition, IReadOnlyList<ModelNode> models)
    {
        if (models.Count == 0)
            throw RecipeErrors.At(DiagnosticCodes.NothingToMerge, $"{definition.Label} needs at least one model or task vector");
        var (table, differences) = TensorJoin.Points(definition.Label, models);
        return new DefinedModelNode(definition, models, table, differences);
    }

    protected override Expression? Resolve(TensorContext tensor, Resolution resolution)
    {
        var first = _models[0].Find(tensor, resolution);
        if (first is null || !tensor.DType.IsArithmetic())
            return first;
        var parameters = Definition.Parameters.Select(parameter => parameter.At(tensor)).ToList();
        // A tensor that a donor lacks is the base's.
        List<Expression> terms = [first, .. _models.Skip(1).Select(model => model.Find(tensor, resolution) ?? first)];
        return new UserMethod(resolution.Methods.NameOf(Definition), resolution.Methods.Version, terms, [], parameters);
    }
}
