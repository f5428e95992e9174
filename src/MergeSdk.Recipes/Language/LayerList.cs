namespace MergeSdk.Recipes;

/// <summary>The layers of a model, to take a range of: <c>a.Layers[..8]</c>, <c>a.Layers[4..12]</c>, <c>a.Layers[^4..]</c>, <c>a.Layers[3]</c>.</summary>
public sealed class LayerList
{
    readonly ModelNode _model;
    readonly string _list;

    internal LayerList(ModelNode model, string list)
    {
        (_model, _list) = (model, list);
    }

    /// <summary>How many there are.</summary>
    public int Count => _model.Table.Series[_list].Count;

    /// <summary>A model of some consecutive layers, numbered from 0, and of all tensors outside of this list. Gradients run over the range.</summary>
    /// <exception cref="MergeException">The range is empty or goes beyond <see cref="Count"/>.</exception>
    public Model this[Range range]
    {
        get
        {
            var (start, end) = (range.Start.GetOffset(Count), range.End.GetOffset(Count));
            return start >= 0 && start < end && end <= Count ? new Model(SliceNode.Create(_model, _list, start, end)) : throw RecipeErrors.At(
                DiagnosticCodes.LayersOutOfRange,
                $"{_model.Label} has {Count} layers in {_list} (0 to {Count - 1}); the range {range} is {(start == end ? "empty" : "not within them")}");
        }
    }

    /// <summary>A model of one layer and of all tensors outside of this list.</summary>
    /// <exception cref="MergeException">There is no such layer.</exception>
    public Model this[Index index]
    {
        get
        {
            var start = index.GetOffset(Count);
            return start >= 0 && start < Count ? new Model(SliceNode.Create(_model, _list, start, start + 1)) : throw RecipeErrors.At(
                DiagnosticCodes.LayersOutOfRange, $"{_model.Label} has {Count} layers in {_list} (0 to {Count - 1}); there is no layer {index}");
        }
    }
}
