using MergeSdk.Graph;
using MergeSdk.Tensors;
using YamlDotNet.RepresentationModel;

namespace MergeSdk.Tool.Import;

/// <summary>Finds keys that mergekit does not know and ignores without a word.</summary>
static class Keys
{
    public static readonly string[] Top =
    [
        "merge_method", "base_model", "models", "slices", "modules", "parameters", "dtype", "out_dtype", "tokenizer", "tokenizer_source", "chat_template", "name", "random_seed",
    ];

    public static readonly string[] Model = ["model", "parameters"];

    public static readonly string[] Slice = ["sources", "base_model", "parameters", "residual_weight"];

    public static readonly string[] Source = ["model", "layer_range", "parameters"];

    public static readonly string[] Module = ["models", "slices", "parameters"];

    public static readonly string[] Condition = ["filter", "value"];

    /// <param name="mapping">The mapping whose keys are checked.</param>
    /// <param name="where">What it belongs to, for the message.</param>
    /// <param name="known">The keys that mergekit reads there.</param>
    /// <param name="messages">Where to tell.</param>
    public static void Check(YamlMappingNode mapping, string where, IReadOnlyList<string> known, ImportMessages messages)
    {
        foreach (var key in mapping.Children.Keys)
        {
            var name = key.Text() ?? "";
            if (known.Contains(name))
                continue;
            string hint;
            if (Top.Contains(name))
                hint = "; it belongs to the file's first level";
            else
                hint = MergeMethod.AllParameters.Contains(name) ? "; it belongs below parameters" : Spelling.Suggestion(name, known);
            messages.Warn(DiagnosticCodes.ImportKeyUnknown, key, $"{where} has an unknown key {name}, which mergekit ignores{hint}");
        }
    }
}
