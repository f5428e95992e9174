using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>
/// The layers of several models one after another. What lies before the layers (embeddings) is the first model's, what lies behind (final norm, head)
/// the last one's; a tensor that this model lacks comes from the nearest that has it.
/// </summary>
sealed class StackNode : ModelNode
{
    readonly IReadOnlyList<ModelNode> _parts;
    readonly (int Part, int Tensor)[] _source;
    readonly string _list;

    StackNode(IReadOnlyList<ModelNode> parts, string list, (int Part, int Tensor)[] source, TensorTable table)
        : base(table, "Stack", parts[0], parts)
    {
        (_parts, _list, _source) = (parts, list, source);
    }

    public override string SlicedList => _list;

    public static StackNode Create(IReadOnlyList<ModelNode> parts)
    {
        if (parts.Count == 0)
            throw RecipeErrors.At(DiagnosticCodes.NothingToMerge, "Stack needs at least one model");
        var lists = parts.Select(part => part.SlicedList ?? LayerLists.Only(part)).ToArray();
        var list = lists[0];
        for (var i = 1; i < lists.Length; i++)
        {
            if (lists[i] != list)
            {
                throw RecipeErrors.At(
                    DiagnosticCodes.LayersDiffer, $"Stack: the layers of {parts[0].Label} are named {list}, those of {parts[i].Label} {lists[i]}");
            }
            CheckFit(parts[0], parts[i], list);
        }

        var tensors = new List<(string, TensorShape, DType)>();
        var source = new List<(int, int)>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        AddLayers();
        // Heads go first and backwards: a last model that ties its head brings its embedding as the head that others have.
        AddOthers(Enumerable.Range(0, parts.Count).Reverse(), name => !TensorRoles.IsEmbedding(name));
        AddOthers(Enumerable.Range(0, parts.Count), TensorRoles.IsEmbedding);
        var tied = taken.Any(TensorRoles.IsHead) ? null : parts[0].Table.TiedEmbedding;
        return new StackNode(parts, list, [.. source], new TensorTable(tensors, tied));

        void AddLayers()
        {
            var offset = 0;
            for (var part = 0; part < parts.Count; part++)
            {
                var table = parts[part].Table;
                for (var i = 0; i < table.Names.Count; i++)
                {
                    if (table.IsIn(i, list) && LayerName.Parse(table.Names[i]) is { } layer)
                        Add(layer.WithIndex(layer.Index + offset), part, i);
                }
                offset += table.Series.TryGetValue(list, out var series) ? series.Count : 0;
            }
        }

        void AddOthers(IEnumerable<int> order, Func<string, bool> belongs)
        {
            var last = parts[^1].Table;
            foreach (var part in order)
            {
                var table = parts[part].Table;
                for (var i = 0; i < table.Names.Count; i++)
                {
                    var name = table.Names[i];
                    if (table.IsIn(i, list) || !belongs(name) || taken.Contains(name))
                        continue;
                    if (last.IndexOf(name) < 0 && last.IndexOfOrTied(name, table.Shapes[i]) is >= 0 and var tiedHead)
                        Add(name, parts.Count - 1, tiedHead);
                    else
                        Add(name, part, i);
                }
            }
        }

        void Add(string name, int part, int index)
        {
            taken.Add(name);
            source.Add((part, index));
            tensors.Add((name, parts[part].Table.Shapes[index], parts[part].Table.DTypes[index]));
        }
    }

    /// <summary>Layers fit if tensors of one role (the name behind the layer's number) have a shape in common.</summary>
    static void CheckFit(ModelNode first, ModelNode other, string list)
    {
        var (shapes, others) = (Shapes(first.Table), Shapes(other.Table));
        var problems = shapes.Keys
            .Where(role => others.TryGetValue(role, out var shape) && !shape.Overlaps(shapes[role]))
            .Select(role => (role, $"{list}.*{role} is {string.Join(" or ", shapes[role])} in {first.Label} and {string.Join(" or ", others[role])} in {other.Label}"))
            .ToArray();
        if (problems.Length > 0)
            throw RecipeErrors.At(DiagnosticCodes.LayersDiffer, $"Stack: layers do not fit on one another: {TensorList.Text(problems)}");

        Dictionary<string, HashSet<TensorShape>> Shapes(TensorTable table)
        {
            var result = new Dictionary<string, HashSet<TensorShape>>();
            for (var i = 0; i < table.Names.Count; i++)
            {
                if (table.IsIn(i, list) && LayerName.Parse(table.Names[i]) is { } layer)
                {
                    var role = layer.Rest.ToString();
                    if (!result.TryGetValue(role, out var shapes))
                        result.Add(role, shapes = []);
                    shapes.Add(table.Shapes[i]);
                }
            }
            return result;
        }
    }

    public override Node? Resolve(TensorContext tensor, Resolution resolution)
    {
        var (part, index) = _source[tensor.Index];
        return _parts[part].Find(new TensorContext(_parts[part].Table, index), resolution);
    }
}
