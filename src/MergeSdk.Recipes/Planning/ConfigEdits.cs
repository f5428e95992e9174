using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MergeSdk.Graph.Plans;
using MergeSdk.Models;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>What must change in the base's <c>config.json</c> so that it describes the output. Only real changes are listed.</summary>
sealed class ConfigEdits(
    ModelConfig config, ModelNode output, IReadOnlyList<InputNode> models, DType? outputType, PlannedTensor[] tensors,
    List<Diagnostic> diagnostics, SourcePosition recipe)
{
    static readonly string[] s_typeKeys = ["torch_dtype", "dtype"];
    static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly List<ConfigEdit> _edits = [];
    readonly InputNode _base = output.Anchor;

    public IReadOnlyList<ConfigEdit> Compute()
    {
        SetLayers();
        SetType();
        SetVocabulary();
        SetTie();
        return [.. _edits.DistinctBy(edit => edit.Pointer).OrderBy(edit => edit.Pointer, StringComparer.Ordinal)];
    }

    void SetLayers()
    {
        foreach (var (list, series) in output.Table.Series.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            var count = series.Count;
            if (!_base.Table.Series.TryGetValue(list, out var before) || before.Count is var old && old == count && !IsReordered(list, count))
                continue;
            var places = LayerCountKeys.Find(config, list, old);
            if (places.Count == 0 && old != count)
            {
                diagnostics.Add(new Diagnostic(
                    Severity.Warning, DiagnosticCodes.LayerCountUnknown,
                    $"the output has {count} layers in {list}, {_base.Name} has {old}, and no known key of its config.json says so; correct the written config.json", recipe));
            }
            foreach (var (pointer, _, key) in places)
                Set(pointer, key, count);
            foreach (var (pointer, parent, _) in places.DistinctBy(place => place.Pointer))
                SetLayerArrays(pointer, parent, list, old, count);
        }
    }

    /// <summary>Whether a layer of the output is made from a layer of another number.</summary>
    bool IsReordered(string list, int count) => Sources(list, count).Where((source, i) => source?.Layer != i).Any();

    /// <summary>Arrays with one value for each layer (such as <c>layer_types</c>) follow the layers.</summary>
    void SetLayerArrays(string pointer, JsonObject parent, string list, int old, int count)
    {
        var sources = Sources(list, count);
        foreach (var (key, value) in parent)
        {
            if (value is not JsonArray array || array.Count != old || !IsLayerArray(key))
                continue;
            var items = new JsonArray();
            for (var i = 0; i < count; i++)
            {
                if (sources[i] is not { } source || Item(source, pointer, key) is not { } item)
                    break;
                items.Add(item.DeepClone());
            }
            if (items.Count == count && !JsonNode.DeepEquals(items, array))
                Set(pointer, key, items);
        }
    }

    /// <summary>The value for a layer as its own model has it, else as the base has it.</summary>
    JsonNode? Item((InputNode Model, int Layer) source, string pointer, string key)
    {
        foreach (var candidate in (ModelConfig?[])[source.Model.Config, config])
        {
            var parent = candidate?.Objects().FirstOrDefault(item => item.Pointer == pointer).Object;
            if (parent?[key] is JsonArray array && source.Layer < array.Count)
                return array[source.Layer];
        }
        return null;
    }

    /// <summary>For each layer of the output, the model and layer that its first tensor reads first.</summary>
    (InputNode Model, int Layer)?[] Sources(string list, int count)
    {
        var sources = new (InputNode, int)?[count];
        var byName = models.ToDictionary(model => model.Name);
        foreach (var tensor in tensors)
        {
            if (LayerName.Parse(tensor.Name) is { } layer && layer.List.SequenceEqual(list) && sources[layer.Index] is null
                && tensor.Inputs.FirstOrDefault(input => byName.ContainsKey(input.Model)) is { Tensor: not null } input
                && LayerName.Parse(input.Tensor) is { } source)
            {
                sources[layer.Index] = (byName[input.Model], source.Index);
            }
        }
        return sources;
    }

    // An array can be as long as there are layers by chance, in small models above all.
    static bool IsLayerArray(string key) =>
        key != "architectures" && !key.Contains("token", StringComparison.Ordinal) && !key.Contains("rope", StringComparison.Ordinal);

    void SetType()
    {
        if (outputType is not { } type)
            return;
        var name = type switch { DType.Float64 => "float64", DType.Float32 => "float32", DType.Float16 => "float16", _ => "bfloat16" };
        var places = config.Objects().SelectMany(item => s_typeKeys.Where(item.Object.ContainsKey).Select(key => (item.Pointer, Key: key))).ToArray();
        foreach (var (pointer, key) in places)
            Set(pointer, key, name);
        // Without the key a loader assumes float32.
        if (places.Length == 0 && config.Root.ContainsKey("model_type"))
            Set("", s_typeKeys[0], name);
    }

    void SetVocabulary()
    {
        var embedding = tensors.FirstOrDefault(tensor => TensorRoles.IsInputEmbedding(tensor.Name) && tensor.Shape.Rank == 2);
        if (embedding is null || _base.Table.IndexOf(embedding.Name) is not (>= 0 and var index) || _base.Table.Shapes[index] is not { Rank: 2 } shape)
            return;
        if (shape[0] == embedding.Shape[0])
            return;
        foreach (var (pointer, parent) in config.Objects())
        {
            if (parent["vocab_size"] is JsonValue value && value.TryGetValue<long>(out var size) && size == shape[0])
                Set(pointer, "vocab_size", embedding.Shape[0]);
        }
    }

    void SetTie()
    {
        if (!output.Table.Names.Any(TensorRoles.IsHead) || config.TiesEmbeddings == false)
            return;
        // A base that stores a head it also ties stores it twice; then only a model that does not tie makes a difference.
        var tiesBase = config.TiesEmbeddings == true || _base.Table.TiedEmbedding is not null;
        var hasOtherHead = _base.Table.TiedEmbedding is not null || models.Any(model => model.Config?.TiesEmbeddings == false && model.Table.Names.Any(TensorRoles.IsHead));
        if (!tiesBase || !hasOtherHead)
            return;
        var places = config.Objects().Where(item => item.Object.ContainsKey("tie_word_embeddings")).ToArray();
        foreach (var (pointer, _) in places)
            Set(pointer, "tie_word_embeddings", false);
        if (places.Length == 0)
            Set("", "tie_word_embeddings", false);
    }

    void Set(string pointer, string key, JsonNode value)
    {
        var parent = config.Objects().First(item => item.Pointer == pointer).Object;
        if (!JsonNode.DeepEquals(parent[key], value))
            _edits.Add(new ConfigEdit($"{pointer}/{ModelConfig.Escape(key)}", value.ToJsonString(s_json)));
    }
}
