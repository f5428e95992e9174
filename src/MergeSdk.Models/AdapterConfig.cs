using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MergeSdk.Tensors;

namespace MergeSdk.Models;

/// <summary>What PEFT's <c>adapter_config.json</c> says about the scale and the layout of a LoRA adapter.</summary>
sealed class AdapterConfig
{
    // What leaves the arithmetic of plain LoRA. Absent, null, false and empty all mean that it is not used.
    static readonly string[] s_unsupported = ["use_dora", "use_qalora", "alora_invocation_tokens", "layer_replication", "target_parameters", "trainable_token_indices", "lora_bias"];

    readonly double _rank;
    readonly double _alpha;
    readonly bool _rankStabilized;
    readonly IReadOnlyList<(Regex Pattern, double Value)> _ranks;
    readonly IReadOnlyList<(Regex Pattern, double Value)> _alphas;

    AdapterConfig(JsonElement root)
    {
        _rank = Number(root, "r");
        _alpha = Number(root, "lora_alpha");
        _rankStabilized = Flag(root, "use_rslora");
        IsTransposed = Flag(root, "fan_in_fan_out");
        _ranks = Patterns(root, "rank_pattern");
        _alphas = Patterns(root, "alpha_pattern");
    }

    /// <summary>Whether weights are stored input first (<c>fan_in_fan_out</c>, GPT-2's Conv1D).</summary>
    public bool IsTransposed { get; }

    public static AdapterConfig Read(string folder)
    {
        var path = Path.Join(folder, "adapter_config.json");
        if (!File.Exists(path))
            throw Unsupported(path, "there is no adapter_config.json; an Adapter is the folder that PEFT's save_pretrained writes");
        try
        {
            using var document = JsonDocument.Parse(InputFile.ReadAllBytes(path, JsonObjectFile.MaxBytes));
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw Unsupported(path, "adapter_config.json is not an object");
            var type = root.TryGetProperty("peft_type", out var peft) ? peft.ToString() : "missing";
            if (type != "LORA")
                throw Unsupported(path, $"peft_type is {type}; only LORA adapters can be merged");
            if (s_unsupported.FirstOrDefault(key => root.TryGetProperty(key, out var value) && IsSet(value)) is { } used)
                throw Unsupported(path, $"the adapter uses {used}, which cannot be merged yet; merge it into its base with PEFT (merge_and_unload) and name the result as a model");
            return new AdapterConfig(root);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw Unsupported(path, $"adapter_config.json cannot be read: {exception.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>The rank of a module: the first pattern that its name ends with, else r.</summary>
    public double RankOf(string module) => Find(_ranks, module) ?? _rank;

    /// <summary>lora_alpha / r, or lora_alpha / √r.</summary>
    public double ScaleOf(string module) => (Find(_alphas, module) ?? _alpha) / (_rankStabilized ? Math.Sqrt(RankOf(module)) : RankOf(module));

    static double? Find(IReadOnlyList<(Regex Pattern, double Value)> patterns, string module)
    {
        foreach (var (pattern, value) in patterns)
        {
            if (pattern.IsMatch(module))
                return value;
        }
        return null;
    }

    static double Number(JsonElement root, string key) =>
        root.TryGetProperty(key, out var value) && value.TryGetDouble(out var number) && number > 0 && double.IsFinite(number)
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{key} is {value}; it must be a number above 0"));

    static bool Flag(JsonElement root, string key) => root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.True;

    static bool IsSet(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.False => false,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => true,
    };

    static IReadOnlyList<(Regex Pattern, double Value)> Patterns(JsonElement root, string key)
    {
        if (!root.TryGetProperty(key, out var patterns) || patterns.ValueKind != JsonValueKind.Object)
            return [];
        try
        {
            // As PEFT matches keys. Without backtracking, because the pattern is data from a download.
            return [.. patterns.EnumerateObject().Select(pattern =>
                (new Regex($@"^(?:.*\.)?(?:{pattern.Name})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), Number(patterns, pattern.Name)))];
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"{key}: {exception.Message}", exception);
        }
    }

    static MergeException Unsupported(string path, string message) => new(DiagnosticCodes.AdapterUnsupported, message, new SourcePosition(path));
}
