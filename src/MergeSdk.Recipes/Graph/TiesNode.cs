using MergeSdk.Engine;
using MergeSdk.Engine.Methods;

namespace MergeSdk.Recipes;

/// <summary>Task vectors, trimmed and merged by elected sign.</summary>
sealed class TiesNode : VectorNode
{
    readonly IReadOnlyList<(VectorNode Vector, Setting Weight)> _terms;
    readonly Setting _density;
    readonly Setting _lambda;
    readonly bool _normalize;
    readonly bool _rescale;
    readonly IReadOnlyList<TrimTogether?> _together;

    TiesNode(
        IReadOnlyList<(VectorNode Vector, Setting Weight)> terms, Setting density, bool normalize, bool rescale, Setting lambda, TrimScope scope,
        TensorTable table, TensorDifferences? differences)
        : base(table, "Ties", [.. terms.Select(term => term.Vector)])
    {
        (_terms, _density, _normalize, _rescale, _lambda, Differences) = (terms, density, normalize, rescale, lambda, differences);
        _together = [.. terms.Select(term => TrimTogether.For(scope, term.Vector))];
    }

    public override IEnumerable<Setting> Settings => [.. _terms.Select(term => term.Weight), _density, _lambda];

    public static TiesNode Create(
        IReadOnlyList<(VectorNode Vector, Setting Weight)> terms, Setting density, bool normalize, bool rescale, Setting lambda, TrimScope scope)
    {
        if (terms.Count == 0)
            throw RecipeErrors.At(DiagnosticCodes.NothingToMerge, "Ties needs at least one task vector");
        var (table, differences) = TensorJoin.Vectors("Ties", [.. terms.Select(term => term.Vector)]);
        return new TiesNode(terms, density, normalize, rescale, lambda, scope, table, differences);
    }

    protected override Expression? Resolve(TensorContext tensor, Resolution resolution)
    {
        var density = _density.At(tensor);
        var lambda = _lambda.At(tensor);
        var (vectors, weights) = (new List<Expression>(_terms.Count), new List<double>(_terms.Count));
        for (var i = 0; i < _terms.Count; i++)
        {
            var (vector, weight) = _terms[i];
            var value = weight.At(tensor);
            // What is zero everywhere votes for nothing and is divided by nothing, so it may as well not be read.
            if (lambda != 0 && value != 0 && TrimNode.Trimmed(vector, density, _rescale, _together[i], tensor, resolution) is { } trimmed)
            {
                vectors.Add(trimmed);
                weights.Add(value);
            }
        }
        return vectors.Count == 0 ? null : new SignConsensus(resolution.Share(vectors), resolution.Share(weights), _normalize, lambda);
    }
}
