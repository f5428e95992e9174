using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>
/// The tensors of a model or task vector: names, shapes, types. Immutable, and shared by everything that has the same tensors, so that
/// comparing a merge's operands is mostly comparing references.
/// </summary>
sealed class TensorTable
{
    readonly Dictionary<string, int> _index;
    readonly (LayerSeries? Series, int Index)[] _layers;
    readonly Dictionary<string, LayerSeries> _series = new(StringComparer.Ordinal);

    public TensorTable(IReadOnlyList<(string Name, TensorShape Shape, DType DType)> tensors, string? tiedEmbedding = null, bool isSparse = false)
    {
        (TiedEmbedding, IsSparse) = (tiedEmbedding, isSparse);
        var count = tensors.Count;
        _index = new Dictionary<string, int>(count, StringComparer.Ordinal);
        _layers = new (LayerSeries?, int)[count];
        var (names, shapes, types) = (new string[count], new TensorShape[count], new DType[count]);
        var series = _series.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = 0; i < count; i++)
        {
            (names[i], shapes[i], types[i]) = tensors[i];
            _index.Add(names[i], i);
            if (LayerName.Parse(names[i]) is { } layer)
            {
                if (!series.TryGetValue(layer.List, out var list))
                    series[layer.List] = list = new LayerSeries(layer.List.ToString());
                list.Include(layer.Index);
                _layers[i] = (list, layer.Index);
            }
        }
        (Names, Shapes, DTypes) = (names, shapes, types);
        IsArithmetic = Array.TrueForAll(types, type => type.IsArithmetic());
    }

    /// <summary>All names, in no particular order; shapes and types have the same indexes.</summary>
    public IReadOnlyList<string> Names { get; }

    public IReadOnlyList<TensorShape> Shapes { get; }

    public IReadOnlyList<DType> DTypes { get; }

    /// <summary>The lists of layers, by name.</summary>
    public IReadOnlyDictionary<string, LayerSeries> Series => _series;

    /// <summary>Whether every tensor can be computed with.</summary>
    public bool IsArithmetic { get; }

    /// <summary>The embedding that stands in for a head the table lacks, if the model ties them.</summary>
    public string? TiedEmbedding { get; }

    /// <summary>An adapter's table: what it does not list is zero, and that is no mistake.</summary>
    public bool IsSparse { get; }

    /// <summary>A name's index, or −1.</summary>
    public int IndexOf(string name) => _index.GetValueOrDefault(name, -1);

    /// <summary>The list of layers that a tensor is in, and its number there; null outside of layers.</summary>
    public (LayerSeries Series, int Index)? LayerOf(int index) => _layers[index] is ({ } series, var number) ? (series, number) : null;

    /// <summary>Whether a tensor is in this list of layers.</summary>
    public bool IsIn(int index, string list) => _layers[index].Series?.Name == list;

    /// <summary>The index of a name, or of the embedding that is tied to the head of this name and has its shape; −1 if there is neither.</summary>
    public int IndexOfOrTied(string name, TensorShape shape)
    {
        var index = IndexOf(name);
        if (index >= 0 || TiedEmbedding is null || !TensorRoles.IsHead(name))
            return index;
        var embedding = _index[TiedEmbedding];
        return Shapes[embedding] == shape ? embedding : -1;
    }

    /// <summary>A tensor as this table knows it, so that gradients run over the layers of the model that a function returns; null if it is not there.</summary>
    public TensorContext? Localize(TensorContext tensor)
    {
        if (ReferenceEquals(tensor.Table, this))
            return tensor;
        var index = IndexOfOrTied(tensor.Name, tensor.Shape);
        if (index < 0)
            return null;
        // A sparse table sees only some layers, so the position is the one in the model it is applied to.
        return IsSparse ? tensor : new TensorContext(this, index);
    }

    public (string Name, TensorShape Shape, DType DType) Entry(int index) => (Names[index], Shapes[index], DTypes[index]);
}
