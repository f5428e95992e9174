using MergeSdk.Engine;

namespace MergeSdk.Recipes;

/// <summary>What resolving one output tensor needs and collects. Reused from tensor to tensor.</summary>
sealed class Resolution(long seed, UserMethods methods, SourcePosition recipe)
{
    // One instance each: a hundred thousand tensors have the same few leaves.
    readonly List<Input> _leaves = [];
    readonly List<TensorReference> _inputs = [];
    readonly Dictionary<IReadOnlyList<Expression>, IReadOnlyList<Expression>> _terms = new(SequenceComparer<Expression>.Instance);
    readonly Dictionary<IReadOnlyList<double>, IReadOnlyList<double>> _weights = new(SequenceComparer<double>.Instance);

    readonly Dictionary<TrimTogether, (int Number, double Density, string Tensor)> _trimGroups = [];

    /// <summary>The recipe's seed, which a recipe may assign after the calls that use it.</summary>
    public long Seed => seed;

    /// <summary>The recipe's own methods.</summary>
    public UserMethods Methods => methods;

    /// <summary>Tensors of which a sparsifier keeps no element.</summary>
    public List<(string Tensor, double Density)> Emptied { get; } = [];

    /// <summary>The number of the tensors that are trimmed together, from 1 in the order in which they are met, so that inner ones come before outer ones.</summary>
    /// <exception cref="MergeException">Another of the tensors has another density.</exception>
    public int TrimGroup(TrimTogether group, double density, string tensor)
    {
        if (!_trimGroups.TryGetValue(group, out var known))
            _trimGroups.Add(group, known = (_trimGroups.Count + 1, density, tensor));
        return known.Density == density ? known.Number : throw new MergeException(
            DiagnosticCodes.ParameterOutOfRange,
            $"{group.Label}: with scope: Model all tensors have one density, but it is {RecipeErrors.Text(known.Density)} for {known.Tensor} and {RecipeErrors.Text(density)} for {tensor};"
            + " give a number, or leave the scope out",
            group.Call);
    }

    /// <summary>
    /// One list for equal lists. Records compare their lists by reference, so equal expressions are equal records only if their lists are shared;
    /// then finding equal expressions among a hundred thousand takes no text.
    /// </summary>
    public IReadOnlyList<Expression> Share(IReadOnlyList<Expression> terms) => Share(_terms, terms);

    /// <inheritdoc cref="Share(IReadOnlyList{Expression})"/>
    public IReadOnlyList<double> Share(IReadOnlyList<double> weights) => Share(_weights, weights);

    /// <summary>The leaf that reads a tensor; the same tensor gives the same leaf.</summary>
    public Input Read(string model, string tensor)
    {
        var reference = new TensorReference(model, tensor);
        var index = _inputs.IndexOf(reference);
        if (index < 0)
        {
            index = _inputs.Count;
            _inputs.Add(reference);
        }
        while (_leaves.Count <= index)
            _leaves.Add(new Input(_leaves.Count));
        return _leaves[index];
    }

    /// <summary>How many parts the tensor's expression has got so far, each counted as often as it is used.</summary>
    public long Parts { get; private set; }

    /// <summary>Counts parts of the tensor's expression.</summary>
    /// <exception cref="MergeException">There are too many. Most recipes that have them are refused where they say so; one part that stands in for others is known only here.</exception>
    public void CountParts(long parts)
    {
        Parts += parts;
        if (Parts > RecipeNode.MostParts)
            throw new MergeException(DiagnosticCodes.RecipeTooLarge, RecipeNode.TooManyParts(Parts), recipe);
    }

    /// <summary>What the leaves stand for, by index.</summary>
    public IReadOnlyList<TensorReference> Inputs => _inputs;

    /// <summary>Begins a tensor.</summary>
    /// <param name="inputs">What the first leaves are to stand for.</param>
    public void Begin(params TensorReference[] inputs)
    {
        Parts = 0;
        _inputs.Clear();
        _inputs.AddRange(inputs);
    }

    static IReadOnlyList<T> Share<T>(Dictionary<IReadOnlyList<T>, IReadOnlyList<T>> known, IReadOnlyList<T> list)
    {
        if (!known.TryGetValue(list, out var shared))
            known.Add(list, shared = list);
        return shared;
    }
}
