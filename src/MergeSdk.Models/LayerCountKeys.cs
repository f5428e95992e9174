using System.Text.Json.Nodes;
using MergeSdk.Graph;

namespace MergeSdk.Models;

/// <summary>Finds where a configuration says how many layers a list has.</summary>
static class LayerCountKeys
{
    static readonly string[] s_encoder = ["encoder_layers", "num_encoder_layers"];
    static readonly string[] s_decoder = ["decoder_layers", "num_decoder_layers"];
    static readonly string[] s_any = ["num_hidden_layers", "n_layer", "n_layers", "num_layers"];

    /// <summary>The properties of known names whose value is <paramref name="count"/>, each with the object it is in.</summary>
    public static IReadOnlyList<(string Pointer, JsonObject Parent, string Key)> Find(ModelConfig config, string list, int count)
    {
        var own = list.Contains("decoder", StringComparison.Ordinal) ? s_decoder : list.Contains("encoder", StringComparison.Ordinal) ? s_encoder : [];
        var objects = config.Objects().Where(item => IsTower(item.Pointer) == IsTower(list)).ToArray();
        var places = Find(own);
        if (places.Length == 0)
            places = Find(s_any);
        return places.Length > 0 || own.Length > 0 ? places : Find([.. s_encoder, .. s_decoder]);

        (string, JsonObject, string)[] Find(string[] keys) =>
        [
            .. objects.SelectMany(item => keys
                .Where(key => item.Object[key] is JsonValue value && value.TryGetValue<int>(out var number) && number == count)
                .Select(key => (item.Pointer, item.Object, key))),
        ];
    }

    /// <summary>The encoder of images or sound beside a language model has layers, and a configuration, of its own.</summary>
    public static bool IsTower(ReadOnlySpan<char> name) => name.Contains("vision", StringComparison.Ordinal) || name.Contains("visual", StringComparison.Ordinal) || name.Contains("audio", StringComparison.Ordinal);
}
