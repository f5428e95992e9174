using MergeSdk.Recipes;

namespace MergeSdk.Tool.Import;

/// <summary>Where a filter finds tensors.</summary>
[Flags]
enum Reach
{
    None = 0,
    Embeddings = 1,
    Layers = 2,

    /// <summary>Final norm, head and whatever else is in no layer.</summary>
    Tail = 4,
}

/// <summary>
/// The tensors that a slice of the result contributes: its layers, numbered from 0, in the first slice also the embeddings, in the last one the tail.
/// Exact if the model is there to be looked at; otherwise by the names that are usual.
/// </summary>
sealed class SliceTensors
{
    static readonly string[] s_embeddings = ["embed", "wte", "wpe"];
    static readonly string[] s_tail = ["embed_out", "lm_head", "model.norm", "ln_f", "final_layernorm", "final_layer_norm"];
    static readonly string[] s_layers =
    [
        "layers", "input_layernorm", "post_attention_layernorm", "self_attn", "attention", "attn", "mlp", "feed_forward", "experts", "block_sparse_moe",
        "q_proj", "k_proj", "v_proj", "o_proj", "qkv_proj", "gate_proj", "up_proj", "down_proj", "gate_up_proj",
    ];

    readonly List<(string Name, Reach Place)>? _names;
    readonly Reach _all;

    /// <param name="tensors">The model's tensors, if they are known.</param>
    /// <param name="layers">The slice's layers of that model; null for all.</param>
    /// <param name="isFirst">Whether the slice is the first.</param>
    /// <param name="isLast">Whether the slice is the last.</param>
    public SliceTensors(TensorTable? tensors, (int Start, int End)? layers, bool isFirst, bool isLast)
    {
        _all = Reach.Layers | (isFirst ? Reach.Embeddings : 0) | (isLast ? Reach.Tail : 0);
        var list = tensors?.Series.Count == 1 ? tensors.Series.Keys.Single() : null;
        LayerPattern = list is null ? "*.layers.*" : list + ".*";
        if (tensors is null)
            return;
        var (start, end) = layers ?? (0, int.MaxValue);
        _names = [];
        for (var i = 0; i < tensors.Names.Count; i++)
        {
            var name = tensors.Names[i];
            if (LayerName.Parse(name) is { } layer)
            {
                if (layer.Index >= start && layer.Index < end)
                    _names.Add((layer.WithIndex(layer.Index - start), Reach.Layers));
            }
            else if ((TensorRoles.IsEmbedding(name) ? Reach.Embeddings : Reach.Tail) is var place && _all.HasFlag(place))
                _names.Add((name, place));
        }
    }

    /// <summary>A pattern for all tensors in layers.</summary>
    public string LayerPattern { get; }

    /// <summary>Where a filter finds tensors of this slice.</summary>
    /// <param name="filter">The text that names contain; null for all.</param>
    public Reach Of(string? filter)
    {
        if (_names is not null)
            return _names.Where(tensor => filter is null || tensor.Name.Contains(filter, StringComparison.Ordinal)).Aggregate(Reach.None, (reach, tensor) => reach | tensor.Place);
        return _all & filter switch
        {
            null => _all,
            _ when s_tail.Any(Contains) => Reach.Tail,
            _ when s_embeddings.Any(Contains) => Reach.Embeddings,
            _ when s_layers.Any(Contains) => Reach.Layers,
            _ => Reach.Layers | Reach.Tail,
        };

        bool Contains(string word) => filter.Contains(word, StringComparison.Ordinal);
    }
}
