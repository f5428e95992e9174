using MergeSdk.Graph;
using MergeSdk.Graph.Plans;

namespace MergeSdk.Compute;

/// <summary>The groups of a plan's tensors that are trimmed by one threshold, by their numbers.</summary>
sealed class ThresholdGroups(MergePlan plan)
{
    readonly Dictionary<int, ThresholdGroup> _groups = ThresholdGroup.Of(plan);
    readonly Dictionary<Node, IReadOnlyList<int>> _groupsIn = [];

    public ThresholdGroup this[int number] => _groups[number];

    public IEnumerable<ThresholdGroup> All => _groups.Values;

    /// <summary>The groups that a tensor belongs to.</summary>
    public IReadOnlyList<int> Of(PlannedTensor tensor)
    {
        if (_groups.Count == 0)
            return [];
        lock (_groupsIn)
            return _groupsIn.TryGetValue(tensor.Node, out var known) ? known : _groupsIn[tensor.Node] = [.. ThresholdGroup.GroupsIn(tensor.Node)];
    }

    /// <summary>The groups that some tensors belong to.</summary>
    public IEnumerable<int> Of(IEnumerable<PlannedTensor> tensors) => _groups.Count == 0 ? [] : tensors.SelectMany(Of).Distinct();
}
