using MergeSdk.Engine.Methods;

namespace MergeSdk.Engine.Thresholds;

/// <summary>The tensors of a plan that are trimmed by one threshold: those whose expressions hold a <see cref="Trim"/> of that group, in the plan's order.</summary>
sealed class TrimGroup
{
    readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    readonly List<(PlannedTensor Tensor, Trim Trim)> _members = [];

    /// <summary>Each tensor with what is trimmed of it.</summary>
    public IReadOnlyList<(PlannedTensor Tensor, Trim Trim)> Members => _members;

    /// <summary>k = ⌊density·n⌋ over the n elements of all members.</summary>
    public long Keep => ElementShare.Floor(_members[0].Trim.Density, _members.Sum(member => member.Tensor.Shape.ElementCount));

    /// <summary>The groups that must have their thresholds before this one is looked for, since their elements are trimmed by those already.</summary>
    public IEnumerable<int> Inner => _members.Select(member => member.Trim.Operand).Distinct().SelectMany(GroupsIn).Distinct();

    /// <summary>The place of a tensor among the members.</summary>
    public int IndexOf(PlannedTensor tensor) => _index[tensor.Name];

    /// <summary>The groups of a plan, by their numbers.</summary>
    public static Dictionary<int, TrimGroup> Of(MergePlan plan)
    {
        var trims = plan.Expressions.Select(expression => expression.Nodes.OfType<Trim>().Where(trim => trim.Group is not null).DistinctBy(trim => trim.Group).ToList()).ToList();
        var groups = new Dictionary<int, TrimGroup>();
        foreach (var tensor in plan.Tensors)
        {
            foreach (var trim in trims[tensor.Expression])
            {
                if (!groups.TryGetValue(trim.Group!.Value, out var group))
                    groups.Add(trim.Group.Value, group = new TrimGroup());
                group._index.Add(tensor.Name, group._members.Count);
                group._members.Add((tensor, trim));
            }
        }
        return groups;
    }

    /// <summary>The groups that an expression's trims belong to.</summary>
    public static IEnumerable<int> GroupsIn(Expression expression) => expression.Nodes.OfType<Trim>().Select(trim => trim.Group).OfType<int>();
}
