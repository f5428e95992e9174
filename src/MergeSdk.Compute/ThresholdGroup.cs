using MergeSdk.Graph;
using MergeSdk.Graph.Plans;

namespace MergeSdk.Compute;

/// <summary>The tensors of a plan whose elements are kept from one magnitude on: those with an <see cref="IGroupThreshold"/> of that group, in the plan's order.</summary>
sealed class ThresholdGroup
{
    readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    readonly List<(PlannedTensor Tensor, Node Selection)> _members = [];

    /// <summary>Each tensor with the step that selects from it.</summary>
    public IReadOnlyList<(PlannedTensor Tensor, Node Selection)> Members => _members;

    /// <summary>How elements are selected, apart from which ones there are.</summary>
    public IGroupThreshold Rule => (IGroupThreshold)_members[0].Selection.Method;

    /// <summary>How many elements all members have.</summary>
    public long Elements { get; private set; }

    /// <summary>The groups that must have their thresholds before this one is looked for, since their elements are selected by those already.</summary>
    public IReadOnlyList<int> Inner { get; private set; } = [];

    /// <summary>The place of a tensor among the members.</summary>
    public int IndexOf(PlannedTensor tensor) => _index[tensor.Name];

    /// <summary>The groups of a plan, by their numbers.</summary>
    public static Dictionary<int, ThresholdGroup> Of(MergePlan plan)
    {
        var groups = new Dictionary<int, ThresholdGroup>();
        var selections = new Dictionary<Node, IReadOnlyList<Node>>();
        foreach (var tensor in plan.Tensors)
        {
            if (!selections.TryGetValue(tensor.Node, out var found))
                selections.Add(tensor.Node, found = [.. SelectionsIn(tensor.Node).DistinctBy(GroupOf)]);
            foreach (var selection in found)
            {
                if (!groups.TryGetValue(GroupOf(selection), out var group))
                    groups.Add(GroupOf(selection), group = new ThresholdGroup());
                group._index.Add(tensor.Name, group._members.Count);
                group._members.Add((tensor, selection));
            }
        }
        foreach (var group in groups.Values)
        {
            group.Elements = group._members.Sum(member => member.Tensor.Shape.ElementCount);
            group.Inner = [.. group._members.Select(member => member.Selection.Operands[0]).Distinct().SelectMany(GroupsIn).Distinct()];
        }
        return groups;
    }

    /// <summary>The groups that a computation's selections belong to.</summary>
    public static IEnumerable<int> GroupsIn(Node node) => SelectionsIn(node).Select(GroupOf).Distinct();

    static IEnumerable<Node> SelectionsIn(Node node) => node.Closure().Where(step => step.Method is IGroupThreshold { Group: not null });

    static int GroupOf(Node selection) => ((IGroupThreshold)selection.Method).Group!.Value;
}
