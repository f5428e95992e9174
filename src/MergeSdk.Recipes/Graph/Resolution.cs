using MergeSdk.Engine;

namespace MergeSdk.Recipes;

/// <summary>What resolving one output tensor needs and collects. Reused from tensor to tensor.</summary>
sealed class Resolution(long seed, UserMethods methods)
{
    // One instance each: a hundred thousand tensors have the same few leaves.
    readonly List<Input> _leaves = [];
    readonly List<TensorReference> _inputs = [];
    readonly Dictionary<IReadOnlyList<Expression>, IReadOnlyList<Expression>> _terms = new(SequenceComparer<Expression>.Instance);
    readonly Dictionary<IReadOnlyList<double>, IReadOnlyList<double>> _weights = new(SequenceComparer<double>.Instance);

    /// <summary>The recipe's seed, which a recipe may assign after the calls that use it.</summary>
    public long Seed => seed;

    /// <summary>The recipe's own methods.</summary>
    public UserMethods Methods => methods;

    /// <summary>Tensors of which a sparsifier keeps no element.</summary>
    public List<(string Tensor, double Density)> Emptied { get; } = [];

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

    /// <summary>How many inputs have been read, for <see cref="Forget"/>.</summary>
    public int Mark => _inputs.Count;

    /// <summary>Takes back what was read since <paramref name="mark"/>, because the expression that read it turned out to be zero.</summary>
    public void Forget(int mark) => _inputs.RemoveRange(mark, _inputs.Count - mark);

    /// <summary>The inputs read since the last call.</summary>
    public TensorReference[] TakeInputs()
    {
        var inputs = _inputs.ToArray();
        _inputs.Clear();
        return inputs;
    }

    static IReadOnlyList<T> Share<T>(Dictionary<IReadOnlyList<T>, IReadOnlyList<T>> known, IReadOnlyList<T> list)
    {
        if (!known.TryGetValue(list, out var shared))
            known.Add(list, shared = list);
        return shared;
    }
}
