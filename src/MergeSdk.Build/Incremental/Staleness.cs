using MergeSdk.Compute;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Incremental;

/// <summary>Which output tensors must be computed and why, and where right bytes of the others are.</summary>
sealed class Staleness
{
    readonly MergeState _state;
    readonly ContentStore _contents;
    readonly EarlierOutput _earlier;
    readonly HashSet<string> _staleNames;

    Staleness(MergeState state, ContentStore contents, EarlierOutput earlier, List<(PlannedTensor Tensor, string Reason)> stale)
    {
        (_state, _contents, _earlier, Stale) = (state, contents, earlier, stale);
        _staleNames = [.. stale.Select(entry => entry.Tensor.Name)];
    }

    /// <summary>The tensors to compute, each with the reason.</summary>
    public IReadOnlyList<(PlannedTensor Tensor, string Reason)> Stale { get; }

    /// <summary>
    /// Compares keys first and reads last: contents are hashed only of tensors that nothing cheaper has decided. So a first build hashes nothing here
    /// (it does so while it merges), and a build with known files reads nothing.
    /// </summary>
    public static Staleness Find(MergePlan plan, PlanInputs inputs, MergeState state, ContentStore contents, EarlierOutput earlier, WorkerPool pool)
    {
        var stale = new List<(PlannedTensor, string)>();

        var candidates = new List<(PlannedTensor Tensor, TensorRecord Record)>();
        foreach (var tensor in plan.Tensors)
        {
            if (state.Tensor(tensor.Name) is { } record)
                candidates.Add((tensor, record));
            else
                stale.Add((tensor, "not built before"));
        }
        RemoveDifferent();
        if (contents.Hash(inputs.ReadBy([.. candidates.Select(candidate => candidate.Tensor)]), pool))
            RemoveDifferent();
        contents.Hash(candidates.SelectMany(candidate => earlier.Find(candidate.Tensor)), pool);
        foreach (var (tensor, record) in candidates)
        {
            var stored = earlier.Find(tensor);
            if (stored.Count == 0)
                stale.Add((tensor, "the output is missing"));
            else if (!stored.Any(candidate => contents.Known(candidate) == record.Content.Hash))
                stale.Add((tensor, "the output's content is not what was written: it was damaged or replaced"));
        }
        return new Staleness(state, contents, earlier, stale);

        void RemoveDifferent() => candidates.RemoveAll(candidate =>
        {
            if (inputs.KeyOf(candidate.Tensor).DifferenceFrom(candidate.Record.Key) is not { } difference)
                return false;
            stale.Add((candidate.Tensor, difference));
            return true;
        });
    }

    /// <summary>Where right bytes of a tensor are stored; empty if it must be computed.</summary>
    public IReadOnlyList<StoredTensor> Reusable(PlannedTensor tensor) =>
        _staleNames.Contains(tensor.Name)
            ? []
            : [.. _earlier.Find(tensor).Where(stored => _contents.Known(stored) == _state.Tensor(tensor.Name)!.Content.Hash)];
}
