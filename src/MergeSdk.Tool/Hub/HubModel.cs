namespace MergeSdk.Tool.Hub;

/// <summary>A model of the Hugging Face Hub as a project names it: <c>hf:org/name</c>, with a revision after an <c>@</c> where one is meant.</summary>
/// <param name="Repository">Such as <c>org/name</c>; a few old ones have no organization.</param>
/// <param name="Revision">A branch, a tag or a whole commit; null for the branch main.</param>
sealed record HubModel(string Repository, string? Revision)
{
    const string Scheme = "hf:";

    /// <summary>The model's own name, without the organization.</summary>
    public string Name => Repository.Split('/')[^1];

    /// <summary>Whether an item or an argument names a model of the Hub.</summary>
    public static bool IsNamedBy(string text) => text.StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>Reads <c>hf:org/name</c> or <c>hf:org/name@revision</c>.</summary>
    /// <exception cref="MergeException">It is not of that form.</exception>
    public static HubModel Parse(string text, SourcePosition project)
    {
        var parts = text[Scheme.Length..].Split('@', 2);
        return IsRepository(parts[0]) && parts is [_] or [_, { Length: > 0 }]
            ? new HubModel(parts[0], parts.Length > 1 ? parts[1] : null)
            : throw new MergeException(DiagnosticCodes.HubNameInvalid, $"'{text}' is not a model of the Hub: write hf:org/name, and a revision as hf:org/name@main", project);
    }

    /// <summary>Whether a name can be one of the Hub: <c>org/name</c>, or an old one without an organization.</summary>
    public static bool IsRepository(string path) =>
        path.Length > 0 && path.Count(character => character == '/') <= 1 && path.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '/')
        && !path.StartsWith('.') && !path.StartsWith('/') && !path.EndsWith('/') && !path.Contains("..", StringComparison.Ordinal) && !path.Contains("--", StringComparison.Ordinal);

    /// <summary>The command that brings it into the cache: safetensors and what lies beside them, no weights in other formats.</summary>
    public string DownloadCommand() =>
        $"hf download {Repository}{(Revision is null ? "" : $" --revision {Revision}")}{string.Concat(s_files.Select(pattern => $" --include \"{pattern}\""))}";

    static readonly string[] s_files = ["*.safetensors", "*.json", "*.model", "*.txt", "*.jinja", "README.md"];
}
