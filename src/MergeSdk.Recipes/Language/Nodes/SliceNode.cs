using MergeSdk.Graph;

namespace MergeSdk.Recipes;

/// <summary>Some consecutive layers of a model, numbered from 0, with everything outside of that list of layers.</summary>
sealed class SliceNode : ModelNode
{
    readonly ModelNode _model;
    readonly string _list;
    readonly int[] _source;

    SliceNode(ModelNode model, string list, int[] source, TensorTable table, string label)
        : base(table, label, model, [model])
    {
        (_model, _list, _source) = (model, list, source);
    }

    public override string SlicedList => _list;

    public static SliceNode Create(ModelNode model, string list, int start, int end)
    {
        var table = model.Table;
        var source = new List<int>();
        var tensors = new List<(string, Tensors.TensorShape, Tensors.DType)>();
        for (var i = 0; i < table.Names.Count; i++)
        {
            var name = table.Names[i];
            if (table.LayerOf(i) is (var series, var layer) && series.Name == list)
            {
                if (layer < start || layer >= end)
                    continue;
                name = LayerName.Parse(name)!.Value.WithIndex(layer - start);
            }
            source.Add(i);
            tensors.Add((name, table.Shapes[i], table.DTypes[i]));
        }
        return new SliceNode(model, list, [.. source], new TensorTable(tensors, table.TiedEmbedding), $"{model.Label}.Layers[{start}..{end}]");
    }

    public override Node? Resolve(TensorContext tensor, Resolution resolution) =>
        _model.Find(new TensorContext(_model.Table, _source[tensor.Index]), resolution);
}
