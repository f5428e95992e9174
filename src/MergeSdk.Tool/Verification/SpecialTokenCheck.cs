using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MergeSdk.Models;
using MergeSdk.Tensors;

namespace MergeSdk.Tool.Verification;

/// <summary>
/// Whether the tokens that begin, end and pad a text are in the vocabulary, and mean the same where the configuration names them by id and the tokenizer by text.
/// </summary>
sealed class SpecialTokenCheck(string folder, Vocabulary? vocabulary, long embeddingRows)
{
    static readonly string[] s_roles = ["bos", "eos", "pad"];
    static readonly string[] s_idFiles = ["config.json", "generation_config.json"];
    static readonly string[] s_textFiles = ["tokenizer_config.json", "special_tokens_map.json"];

    readonly Dictionary<string, JsonObject?> _files = s_idFiles.Concat(s_textFiles).ToDictionary(file => file, file => Read(Path.Join(folder, file)));

    public IEnumerable<Diagnostic> Run()
    {
        var ids = s_idFiles.SelectMany(file => s_roles.SelectMany(role => IdsIn(file, role).Select(id => (File: file, Role: role, Id: id)))).ToList();
        var texts = s_textFiles.SelectMany(file => s_roles.SelectMany(role => TextsIn(file, role).Select(text => (File: file, Role: role, Text: text)))).ToList();
        foreach (var (file, role, id) in ids)
        {
            if (id < 0 || id >= embeddingRows)
                yield return Warning(file, string.Create(CultureInfo.InvariantCulture, $"{role}_token_id is {id}, the embedding has rows 0 to {embeddingRows - 1}. Correct the id"));
            else if (vocabulary is not null && !vocabulary.Has(id))
                yield return Warning(file, string.Create(CultureInfo.InvariantCulture, $"{role}_token_id is {id}, and the tokenizer has no token of that id. Correct the id"));
        }
        if (vocabulary is null)
            yield break;
        foreach (var (file, role, text) in texts)
        {
            var known = vocabulary.Ids(text).ToHashSet();
            var stated = ids.Where(entry => entry.Role == role).Select(entry => entry.Id).ToHashSet();
            if (known.Count == 0)
                yield return Warning(file, $"{role}_token is {QuotedName.Of(text)}, and the tokenizer has no such token. Add it to the tokenizer, or correct the name");
            else if (stated.Count > 0 && !stated.Overlaps(known))
                yield return Warning(file, $"{role}_token is {QuotedName.Of(text)}, whose id is {string.Join(" or ", known)}; {role}_token_id of config.json and generation_config.json is {string.Join(" or ", stated.Order())}. Make them agree, or texts {(role == "eos" ? "will not end" : "will not be as in training")}");
        }
    }

    /// <summary>A number or several; in <c>config.json</c> also that of the language model inside.</summary>
    IEnumerable<long> IdsIn(string file, string role)
    {
        var root = _files[file];
        var value = root?[$"{role}_token_id"] ?? (root?["text_config"] as JsonObject)?[$"{role}_token_id"];
        return (value is JsonArray several ? several : [value?.DeepClone()])
            .OfType<JsonValue>().Where(item => item.TryGetValue<long>(out _)).Select(item => item.GetValue<long>());
    }

    /// <summary>A text, or an object that has it as <c>content</c>.</summary>
    IEnumerable<string> TextsIn(string file, string role)
    {
        var value = _files[file]?[$"{role}_token"];
        return (value is JsonObject token ? token["content"] : value) is JsonValue text && text.TryGetValue<string>(out var content) ? [content] : [];
    }

    static JsonObject? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonObjectFile.Read(path) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Of config.json this has been told; the others are for the tokenizer's own programs to refuse.
            return null;
        }
    }

    Diagnostic Warning(string file, string message) =>
        new(Severity.Warning, DiagnosticCodes.VerifySpecialTokens, message, new SourcePosition(Path.Join(folder, file)));
}
