using System.Text.Json;
using MergeSdk.Tensors;

namespace MergeSdk.Tool.Verification;

/// <summary>The tokens of a <c>tokenizer.json</c> (the format of Hugging Face's tokenizers): those of its model and those added.</summary>
/// <param name="Path">The file.</param>
/// <param name="Tokens">Text and id of every token, in the file's order; a text or an id may come twice.</param>
sealed record Vocabulary(string Path, IReadOnlyList<(string Text, long Id)> Tokens)
{
    const int MaxBytes = 500_000_000;

    readonly Lazy<ILookup<string, long>> _ids = new(() => Tokens.ToLookup(token => token.Text, token => token.Id, StringComparer.Ordinal));
    readonly Lazy<HashSet<long>> _known = new(() => [.. Tokens.Select(token => token.Id)]);

    /// <summary>The ids of a token; empty if it is not in the vocabulary.</summary>
    public IEnumerable<long> Ids(string text) => _ids.Value[text];

    /// <summary>Whether a token has this id.</summary>
    public bool Has(long id) => _known.Value.Contains(id);

    /// <summary>Reads the file; null if there is none, if it has no vocabulary, or (with a warning) if it cannot be understood.</summary>
    public static Vocabulary? Read(string folder, Action<Diagnostic> report)
    {
        var path = System.IO.Path.Join(folder, "tokenizer.json");
        if (!File.Exists(path))
            return null;
        try
        {
            using var document = JsonDocument.Parse(InputFile.ReadAllBytes(path, MaxBytes));
            var root = document.RootElement;
            var tokens = new List<(string, long)>();
            if (root.TryGetProperty("model", out var model) && model.TryGetProperty("vocab", out var vocabulary))
                tokens.AddRange(OfModel(vocabulary));
            if (root.TryGetProperty("added_tokens", out var added))
                tokens.AddRange(added.EnumerateArray().Select(token => (token.GetProperty("content").GetString()!, token.GetProperty("id").GetInt64())));
            return tokens.Count == 0 ? null : new Vocabulary(path, tokens);
        }
        // InvalidOperationException and KeyNotFoundException: something is of another kind than the format has it.
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            report(new Diagnostic(
                Severity.Warning, DiagnosticCodes.VerifyTokenizer, $"the tokenizer cannot be read and was not checked: {e.Message.ReplaceLineEndings(" ")} Download it again", new SourcePosition(path)));
            return null;
        }
    }

    /// <summary>An object of ids by token (BPE, WordPiece, WordLevel), or an array of tokens with scores, whose places are the ids (Unigram).</summary>
    static IEnumerable<(string Text, long Id)> OfModel(JsonElement vocabulary) => vocabulary.ValueKind == JsonValueKind.Array
        ? vocabulary.EnumerateArray().Select((entry, id) => (entry[0].GetString()!, (long)id))
        : vocabulary.EnumerateObject().Select(entry => (entry.Name, entry.Value.GetInt64()));
}
