using MergeSdk.Engine;
using MergeSdk.Engine.Methods;

namespace MergeSdk.Recipes;

/// <summary>Builds a weighted sum without the terms that do not matter: zero weights are left out, one term of weight 1 is the term itself.</summary>
sealed class SumBuilder(Resolution resolution)
{
    readonly List<Expression> _terms = [];
    readonly List<double> _weights = [];

    public void Add(Expression term, double weight)
    {
        if (weight == 0)
            return;
        _terms.Add(term);
        _weights.Add(weight);
    }

    /// <summary>The sum; null if nothing is left of it.</summary>
    public Expression? Build() => _terms switch
    {
        [] => null,
        [var only] when _weights[0] == 1 => only,
        _ => new WeightedSum(resolution.Share(_terms), resolution.Share(_weights)),
    };
}
