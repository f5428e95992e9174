using System.Globalization;
using System.Text.Json.Nodes;
using MergeSdk.Build.Verification;
using MergeSdk.Models;
using MergeSdk.Recipes;
using MergeSdk.Tensors;

namespace MergeSdk.Tool.Verification;

/// <summary>
/// Whether <c>config.json</c> describes the tensors. By names alone, with no list of architectures: what a key says is compared where the key is there, and
/// configurations and tensors of image and sound encoders are left alone.
/// </summary>
sealed class ConfigCheck(ModelConfig config, IReadOnlyList<TensorFigures> tensors, string path)
{
    static readonly string[] s_widths = ["hidden_size", "n_embd", "d_model", "dim", "embedding_size", "word_embed_proj_dim"];
    static readonly string[] s_layers = ["num_hidden_layers", "n_layer", "n_layers", "num_layers"];

    /// <summary>Layers that only predict further tokens; they come after those that <see cref="s_layers"/> count.</summary>
    static readonly string[] s_extraLayers = ["num_nextn_predict_layers", "mtp_num_hidden_layers"];

    readonly List<JsonObject> _objects =
        [.. config.Objects().Where(item => item.Pointer.Length == 0 || (!LayerCountKeys.IsTower(item.Pointer) && item.Object.ContainsKey("vocab_size"))).Select(item => item.Object)];

    readonly List<TensorFigures> _embeddings = [.. tensors.Where(tensor => Embeddings.Is(tensor.Stored.Info))];

    public IEnumerable<Diagnostic> Run() => [.. Vocabulary(), .. Width(), .. Layers(), .. Head()];

    IEnumerable<Diagnostic> Vocabulary() => Dimension(["vocab_size"], 0, "rows", _embeddings);

    /// <summary>Packed embeddings have fewer columns than the model is wide.</summary>
    IEnumerable<Diagnostic> Width() =>
        Dimension(s_widths, 1, "columns", _embeddings.Where(embedding => embedding.Stored.Info.DType.IsArithmetic()));

    IEnumerable<Diagnostic> Dimension(string[] keys, int axis, string unit, IEnumerable<TensorFigures> embeddings)
    {
        var stated = Numbers(keys).ToList();
        return stated.Count == 0 ? [] : embeddings
            .Where(embedding => !stated.Exists(entry => entry.Value == embedding.Stored.Info.Shape[axis]))
            .Select(embedding => Error(
                DiagnosticCodes.VerifyShape,
                $"{Text(stated)}, but '{embedding.Stored.Info.Name}' has {embedding.Stored.Info.Shape[axis]} {unit}; no loader takes that. Correct config.json, or merge models of one size"));
    }

    IEnumerable<Diagnostic> Layers()
    {
        var lists = tensors.Select(tensor => LayerName.Parse(tensor.Stored.Info.Name)).OfType<LayerName>()
            .Select(layer => (List: layer.List.ToString(), layer.Index))
            .Where(layer => !LayerCountKeys.IsTower(layer.List))
            .GroupBy(layer => layer.List, layer => layer.Index)
            .Select(list => (Name: list.Key, Count: list.Distinct().Count(), Last: list.Max()))
            .ToList();
        var extra = Numbers(s_extraLayers).Select(entry => entry.Value).DefaultIfEmpty(0).Max();
        return lists.Count == 0 ? [] : Numbers(s_layers)
            .Where(entry => !lists.Exists(list => list.Last == list.Count - 1 && (list.Count == entry.Value || list.Count == entry.Value + extra)))
            .Select(entry => Error(
                DiagnosticCodes.VerifyLayers,
                $"{Text([entry])}, but the tensors have {string.Join(" and ", lists.Select(Describe))}. Correct config.json, or restore the layers that are missing"));

        static string Describe((string Name, int Count, int Last) list) => list.Last == list.Count - 1
            ? string.Create(CultureInfo.InvariantCulture, $"{list.Count} layers in {list.Name}")
            : string.Create(CultureInfo.InvariantCulture, $"{list.Count} layers, the last of number {list.Last}, in {list.Name}");
    }

    IEnumerable<Diagnostic> Head()
    {
        var head = tensors.FirstOrDefault(tensor => TensorRoles.IsHead(tensor.Stored.Info.Name));
        switch (config.TiesEmbeddings)
        {
            case false when head is null && _embeddings.Count > 0 && HasHead():
                return [Error(
                    DiagnosticCodes.VerifyHead, "tie_word_embeddings is false, but there is no head such as lm_head.weight; a loader would make one of random numbers. Correct config.json, or restore the head")];
            case true when head is not null && _embeddings.Count > 0 && !_embeddings.Exists(embedding => embedding.Content == head.Content):
                return [new Diagnostic(
                    Severity.Warning, DiagnosticCodes.VerifyTiedHead,
                    $"tie_word_embeddings is true, but '{head.Stored.Info.Name}' is another matrix than the embedding; loaders take the embedding and ignore it. Set tie_word_embeddings to false if the head is meant to be used", new SourcePosition(path))];
            default:
                return [];
        }
    }

    /// <summary>Whether the architecture is one that predicts tokens. Without a head it may be one that only encodes.</summary>
    bool HasHead() => config.Root["architectures"] is JsonArray architectures
        && architectures.OfType<JsonValue>().Any(value => value.TryGetValue<string>(out var name)
            && (name.EndsWith("ForCausalLM", StringComparison.Ordinal) || name.EndsWith("LMHeadModel", StringComparison.Ordinal)));

    IEnumerable<(string Key, long Value)> Numbers(string[] keys) => _objects
        .SelectMany(item => keys.Select(key => (key, item[key])))
        .Where(entry => entry.Item2 is JsonValue value && value.TryGetValue<long>(out _))
        .Select(entry => (entry.key, entry.Item2!.GetValue<long>()))
        .Distinct();

    static string Text(IEnumerable<(string Key, long Value)> entries) =>
        string.Join(" and ", entries.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key} is {entry.Value}")));

    Diagnostic Error(string code, string message) => new(Severity.Error, code, message, new SourcePosition(path));
}
