using System.Runtime.CompilerServices;
using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic;

namespace MergeSdk.Recipes;

/// <summary>What resolving output tensors needs and collects. Used for one tensor after the other.</summary>
sealed class Resolution(long seed, UserMethods methods)
{
    readonly List<TensorReference> _inputs = [];
    readonly List<Node> _leaves = [];
    readonly Dictionary<(RecipeNode, TensorTable, int), Node?> _found = [];
    readonly Dictionary<Node, (Node Root, int[] Used)> _finished = [];
    readonly Dictionary<TrimTogether, (int Number, double Value, string Tensor)> _trimGroups = [];

    /// <summary>The recipe's seed, which a recipe may assign after the calls that use it.</summary>
    public long Seed => seed;

    /// <summary>The recipe's own methods.</summary>
    public UserMethods Methods => methods;

    /// <summary>The steps of all tensors.</summary>
    public NodeTable Nodes { get; } = new();

    /// <summary>Tensors of which a sparsifier keeps no element.</summary>
    public List<(string Tensor, double Density)> Emptied { get; } = [];

    /// <summary>What a recipe's node makes of a tensor. The same question is answered once, however many paths lead to it.</summary>
    public Node? Find(RecipeNode node, TensorContext tensor)
    {
        if (_found.TryGetValue((node, tensor.Table, tensor.Index), out var known))
            return known;
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return _found[(node, tensor.Table, tensor.Index)] = node.Resolve(tensor, this);
    }

    /// <summary>Σ wᵢ·xᵢ without the terms that do not matter: zero weights are left out, one term of weight 1 is the term itself, and no term is null.</summary>
    public Node? Sum(IReadOnlyList<Node> terms, IReadOnlyList<double> weights)
    {
        var kept = Enumerable.Range(0, terms.Count).Where(i => weights[i] != 0).ToList();
        return kept switch
        {
            [] => null,
            [var only] when weights[only] == 1 => terms[only],
            _ => Nodes.Add(new Linear([.. kept.Select(i => weights[i])]), [.. kept.Select(i => terms[i])]),
        };
    }

    /// <summary>The number of the tensors that are trimmed together, from 1 in the order in which they are met, so that inner ones come before outer ones.</summary>
    /// <exception cref="MergeException">Another of the tensors has another value of the parameter.</exception>
    public int TrimGroup(TrimTogether group, double value, string tensor)
    {
        if (!_trimGroups.TryGetValue(group, out var known))
            _trimGroups.Add(group, known = (_trimGroups.Count + 1, value, tensor));
        return known.Value == value ? known.Number : throw new MergeException(
            DiagnosticCodes.ParameterOutOfRange,
            $"{group.Label}: with scope: Model all tensors have one {group.Parameter}, but it is {RecipeErrors.Text(known.Value)} for {known.Tensor} and {RecipeErrors.Text(value)} for {tensor};"
            + " give a number, or leave the scope out",
            group.Call);
    }

    /// <summary>The leaf that reads a stored tensor; the same tensor gives the same leaf.</summary>
    public Node Read(string model, string tensor, TensorType stored)
    {
        var reference = new TensorReference(model, tensor);
        var index = _inputs.IndexOf(reference);
        if (index >= 0)
            return _leaves[index];
        _inputs.Add(reference);
        _leaves.Add(Nodes.Input(_leaves.Count, stored));
        return _leaves[^1];
    }

    /// <summary>Ends a tensor: its inputs are the leaves of what it turned out to be, in their order, and nothing else that was looked at.</summary>
    public (Node Root, TensorReference[] Inputs) Finish(Node root)
    {
        if (!_finished.TryGetValue(root, out var finished))
            _finished.Add(root, finished = Nodes.Renumber(root));
        TensorReference[] inputs = [.. finished.Used.Select(index => _inputs[index])];
        _inputs.Clear();
        _leaves.Clear();
        _found.Clear();
        return (finished.Root, inputs);
    }
}
