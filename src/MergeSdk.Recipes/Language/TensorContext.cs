using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>The tensor for which a parameter is asked: what the function of <c>Per</c> receives.</summary>
public sealed class TensorContext
{
    internal TensorContext(TensorTable table, int index)
    {
        Table = table;
        Index = index;
    }

    /// <summary>The tensor's name in the model that the function returns, such as <c>model.layers.3.mlp.up_proj.weight</c>.</summary>
    public string Name => Table.Names[Index];

    /// <summary>
    /// The number of its layer, from 0; null for tensors outside of layers (embeddings, final norm, head), so that <c>tensor.Layer &lt; 8</c> is false for them.
    /// </summary>
    public int? Layer => Table.LayerOf(Index)?.Index;

    /// <summary>How many layers its list of layers has; 0 for tensors outside of layers.</summary>
    public int LayerCount => Table.LayerOf(Index)?.Series.Count ?? 0;

    /// <summary>
    /// Where the tensor is on the way through the model, from 0 to 1: layer/(layers − 1), or 1 in a list of one layer. Embeddings are at 0, all other
    /// tensors outside of layers at 1. <c>Gradient</c> is evaluated here.
    /// </summary>
    public double Position
    {
        get
        {
            if (Table.LayerOf(Index) is (var series, var layer))
                return series.Count > 1 ? layer / (series.Count - 1.0) : 1;
            return TensorRoles.IsEmbedding(Name) ? 0 : 1;
        }
    }

    /// <summary>The tensor's dimensions.</summary>
    public TensorShape Shape => Table.Shapes[Index];

    /// <summary>The tensor's stored element type, before <c>OutputType</c>.</summary>
    public DType DType => Table.DTypes[Index];

    internal TensorTable Table { get; }

    internal int Index { get; }
}
