using MergeSdk.Engine;

namespace MergeSdk.Recipes;

/// <summary>What resolving one output tensor needs and collects. Reused from tensor to tensor.</summary>
sealed class Resolution(long seed)
{
    // One instance each: a hundred thousand tensors have the same few leaves.
    readonly List<Input> _leaves = [];
    readonly List<TensorReference> _inputs = [];

    /// <summary>The recipe's seed, which a recipe may assign after the calls that use it.</summary>
    public long Seed => seed;

    /// <summary>Tensors of which a sparsifier keeps no element.</summary>
    public List<(string Tensor, double Density)> Emptied { get; } = [];

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
}
