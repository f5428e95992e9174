using MergeSdk.Engine;

namespace MergeSdk.Recipes;

/// <summary>A weighted sum of task vectors. Sums of sums are kept flat, so that the engine adds all terms in one pass.</summary>
sealed class CombinationNode : VectorNode
{
    readonly IReadOnlyList<(VectorNode Vector, Weight Weight)> _terms;

    CombinationNode(IReadOnlyList<(VectorNode Vector, Weight Weight)> terms, string label, TensorTable table, TensorDifferences? differences)
        : base(table, label, [.. terms.Select(term => term.Vector)], 1 + terms.Sum(term => term.Vector.Parts + term.Weight.Factors.Count))
    {
        (_terms, Differences) = (terms, differences);
    }

    public override IEnumerable<Setting> Settings => _terms.SelectMany(term => term.Weight.Factors);

    /// <summary>The terms of a vector that is a sum; else the vector itself, once.</summary>
    public static IReadOnlyList<(VectorNode Vector, Weight Weight)> Terms(VectorNode vector) =>
        vector is CombinationNode sum ? sum._terms : [(vector, Weight.One)];

    public static CombinationNode Create(IReadOnlyList<(VectorNode Vector, Weight Weight)> terms)
    {
        var label = terms.Count == 1 ? terms[0].Vector.Label : "a sum of task vectors";
        if (terms.Count == 1)
            return new CombinationNode(terms, label, terms[0].Vector.Table, null);
        var (table, differences) = TensorJoin.Vectors("the sum of task vectors", [.. terms.Select(term => term.Vector)]);
        return new CombinationNode(terms, label, table, differences);
    }

    protected override Expression? Resolve(TensorContext tensor, Resolution resolution)
    {
        var sum = new SumBuilder(resolution);
        foreach (var (vector, weight) in _terms)
        {
            // The weight first: a pattern of ByName counts as used even where the vector is zero.
            var value = weight.At(tensor);
            if (value != 0 && vector.Find(tensor, resolution) is { } term)
                sum.Add(term, value);
        }
        return sum.Build();
    }
}
