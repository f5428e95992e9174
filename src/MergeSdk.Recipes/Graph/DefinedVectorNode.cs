using MergeSdk.Engine;
using MergeSdk.Engine.Methods;

namespace MergeSdk.Recipes;

/// <summary>Task vectors merged by a method of the user's own.</summary>
sealed class DefinedVectorNode : VectorNode, IDefinedNode
{
    readonly IReadOnlyList<VectorNode> _vectors;

    DefinedVectorNode(Definition definition, IReadOnlyList<VectorNode> vectors, TensorTable table, TensorDifferences? differences)
        : base(table, definition.Label)
    {
        (Definition, _vectors, Differences) = (definition, vectors, differences);
    }

    public Definition Definition { get; }

    public override IEnumerable<RecipeNode> Operands => _vectors;

    public override IEnumerable<Setting> Settings => Definition.Parameters;

    public static DefinedVectorNode Create(Definition definition, IReadOnlyList<VectorNode> vectors)
    {
        if (vectors.Count == 0)
            throw RecipeErrors.At(DiagnosticCodes.NothingToMerge, $"{definition.Label} needs at least one model or task vector");
        var (table, differences) = TensorJoin.Vectors(definition.Label, vectors);
        return new DefinedVectorNode(definition, vectors, table, differences);
    }

    protected override Expression? Resolve(TensorContext tensor, Resolution resolution)
    {
        var parameters = Definition.Parameters.Select(parameter => parameter.At(tensor)).ToList();
        var (terms, zeros) = (new List<Expression>(_vectors.Count), new List<int>());
        for (var i = 0; i < _vectors.Count; i++)
        {
            if (_vectors[i].Find(tensor, resolution) is { } term)
                terms.Add(term);
            else
                zeros.Add(i);
        }
        return terms.Count == 0 ? null : new UserMethod(resolution.Methods.NameOf(Definition), resolution.Methods.Version, terms, zeros, parameters);
    }
}
