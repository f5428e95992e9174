using MergeSdk.Engine;
using MergeSdk.Engine.Methods;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>A weighted average (or sum) of models.</summary>
sealed class LinearNode : ModelNode
{
    readonly IReadOnlyList<(ModelNode Model, Setting Weight)> _terms;
    readonly bool _normalize;
    readonly SourcePosition? _position;

    LinearNode(IReadOnlyList<(ModelNode Model, Setting Weight)> terms, bool normalize, string label, TensorTable table, TensorDifferences? differences)
        : base(table, label, terms[0].Model, [.. terms.Select(term => term.Model)])
    {
        (_terms, _normalize, Differences, _position) = (terms, normalize, differences, RecipeErrors.Here());
    }

    public override IEnumerable<Setting> Settings => _terms.Select(term => term.Weight);

    public static ModelNode Create(IReadOnlyList<(ModelNode Model, Setting Weight)> terms, bool normalize, string label)
    {
        if (terms.Count == 0)
            throw RecipeErrors.At(DiagnosticCodes.NothingToMerge, $"{label} needs at least one model");
        var (table, differences) = TensorJoin.Points(label, [.. terms.Select(term => term.Model)]);
        return new LinearNode(terms, normalize, label, table, differences);
    }

    protected override Expression? Resolve(TensorContext tensor, Resolution resolution)
    {
        if (!tensor.DType.IsArithmetic())
            return _terms[0].Model.Find(tensor, resolution);

        var weights = new double[_terms.Count];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = _terms[i].Weight.At(tensor);
        var scale = _normalize ? 1 / RecipeErrors.SumOfWeights(Label, weights, tensor, _position) : 1;

        var expressions = new Expression?[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            // The first model's expression is needed whenever another one lacks the tensor, in the first model's place.
            if (weights[i] != 0 && (expressions[i] = _terms[i].Model.Find(tensor, resolution)) is null)
            {
                weights[0] += weights[i];
                weights[i] = 0;
            }
        }
        var first = expressions[0] ?? (weights[0] == 0 ? null : _terms[0].Model.Find(tensor, resolution));
        var sum = new SumBuilder(resolution);
        for (var i = 0; i < weights.Length; i++)
        {
            if ((i == 0 ? first : expressions[i]) is { } expression)
                sum.Add(expression, weights[i] * scale);
        }
        return sum.Build() ?? new WeightedSum(resolution.Share([first ?? _terms[0].Model.Find(tensor, resolution)!]), resolution.Share([0.0]));
    }
}
