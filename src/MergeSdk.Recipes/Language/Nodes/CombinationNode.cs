using MergeSdk.Graph;

namespace MergeSdk.Recipes;

/// <summary>A weighted sum of task vectors. Sums of sums are added up as one, so that all terms are rounded alike; unless they have too many terms for that.</summary>
sealed class CombinationNode : VectorNode
{
    /// <summary>Most terms of a sum that is added up as one: v = v + 0.5 * v, a few dozen times, has billions.</summary>
    const int MostTerms = 4096;

    /// <summary>Terms that are added up as one where there are more; what lies below is a sum of its own.</summary>
    const int PartOfTerms = 256;

    readonly IReadOnlyList<(VectorNode Vector, Weight Weight)> _parts;
    readonly long _terms;

    CombinationNode(IReadOnlyList<(VectorNode Vector, Weight Weight)> parts, string label, TensorTable table, TensorDifferences? differences)
        : base(table, label, [.. parts.Select(part => part.Vector)])
    {
        (_parts, Differences) = (parts, differences);
        _terms = Math.Min(MostTerms + 1, parts.Sum(part => part.Vector is CombinationNode sum ? sum._terms : 1));
    }

    public override IEnumerable<Setting> Settings => _parts.SelectMany(part => part.Weight.Factors);

    /// <summary>v + w.</summary>
    public static CombinationNode Sum(VectorNode left, VectorNode right)
    {
        var (table, differences) = TensorJoin.Vectors("the sum of task vectors", [left, right]);
        return new CombinationNode([(left, Weight.One), (right, Weight.One)], "a sum of task vectors", table, differences);
    }

    /// <summary>w·v.</summary>
    public static CombinationNode Multiple(VectorNode vector, Weight weight) => new([(vector, weight)], vector.Label, vector.Table, differences: null);

    public override Node? Resolve(TensorContext tensor, Resolution resolution)
    {
        var (terms, weights) = (new List<Node>(), new List<double>());
        // From left to right, without recursion: a loop can make sums as deep as it likes.
        var stack = new Stack<(VectorNode Vector, OuterWeights? Weights)>();
        var room = _terms <= MostTerms ? MostTerms : PartOfTerms;
        Push(this, null);
        while (stack.TryPop(out var item))
        {
            if (item.Vector is CombinationNode sum && sum._parts.Count <= room)
            {
                Push(sum, item.Weights);
                continue;
            }
            // The weight first: a pattern of ByName counts as used even where the vector is zero.
            var weight = OuterWeights.Product(item.Weights, tensor);
            if (weight != 0 && item.Vector.Find(tensor, resolution) is { } term)
            {
                terms.Add(term);
                weights.Add(weight);
            }
        }
        return resolution.Sum(terms, weights);

        void Push(CombinationNode sum, OuterWeights? outer)
        {
            room -= sum._parts.Count - 1;
            for (var i = sum._parts.Count - 1; i >= 0; i--)
                stack.Push((sum._parts[i].Vector, sum._parts[i].Weight == Weight.One ? outer : new OuterWeights(sum._parts[i].Weight, outer)));
        }
    }

    /// <summary>A term's weight and those of the sums around it, the innermost first.</summary>
    sealed record OuterWeights(Weight Weight, OuterWeights? Outer)
    {
        public static double Product(OuterWeights? weights, TensorContext tensor)
        {
            var product = 1.0;
            for (var next = weights; next is not null; next = next.Outer)
                product = next.Weight.Times(product, tensor);
            return product;
        }
    }
}
