using System.Text.Json;
using System.Text.Json.Nodes;

namespace MergeSdk.Models;

/// <summary>A model's <c>config.json</c>.</summary>
sealed class ModelConfig
{
    ModelConfig(JsonObject root)
    {
        Root = root;
    }

    public JsonObject Root { get; }

    /// <summary>Whether the head is the input embedding; null if the file does not say.</summary>
    public bool? TiesEmbeddings => Objects()
        .Select(item => item.Object["tie_word_embeddings"] is JsonValue value && value.TryGetValue<bool>(out var ties) ? ties : (bool?)null)
        .FirstOrDefault(ties => ties is not null);

    /// <summary>Reads the file; null if there is none, or (with a warning) if it cannot be understood.</summary>
    public static ModelConfig? Read(string folder, Action<Diagnostic> report)
    {
        var path = Path.Join(folder, "config.json");
        try
        {
            if (!File.Exists(path))
                return null;
            if (JsonObjectFile.Read(path) is { } root)
                return new ModelConfig(root);
            Report("it is not an object");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            Report(exception.Message.ReplaceLineEndings(" "));
        }
        return null;

        void Report(string what) => report(new Diagnostic(
            Severity.Warning, DiagnosticCodes.ConfigUnreadable, $"config.json cannot be read and will not be corrected: {what}", new SourcePosition(path)));
    }

    /// <summary>The root and the objects directly in it (such as <c>text_config</c>), with their JSON pointers. The root comes first.</summary>
    public IEnumerable<(string Pointer, JsonObject Object)> Objects() =>
    [
        ("", Root),
        .. Root.Where(property => property.Value is JsonObject).Select(property => ($"/{Escape(property.Key)}", (JsonObject)property.Value!)),
    ];

    /// <summary>A key in a JSON pointer (RFC 6901).</summary>
    public static string Escape(string key) => key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
