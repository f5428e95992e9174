using System.Text;
using System.Text.Json;
using MergeSdk.Tensors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MergeSdk.Hub.Licenses;

/// <summary>The license that a model's own card states, in the words of Hugging Face's model cards.</summary>
/// <param name="Id">The value of <c>license</c>, in lower case: an identifier such as <c>apache-2.0</c>, or <c>other</c>.</param>
/// <param name="Name">The value of <c>license_name</c>, which says what <c>other</c> is.</param>
/// <param name="Link">The value of <c>license_link</c>.</param>
sealed record StatedLicense(string Id, string? Name, string? Link)
{
    const string FrontMatterFence = "---";
    const string Other = "other";
    const int MaxBytes = 10_000_000;

    /// <summary>What tells one license from another: the identifier, or the name that stands for <c>other</c>.</summary>
    public string Key => Id == Other && Name is not null ? Name.ToLowerInvariant() : Id;

    /// <summary>The license of a merge: that which all its parents state; null if they state several, or one of them none, which is for a person to decide.</summary>
    public static StatedLicense? Common(IEnumerable<StatedLicense?> parents) => parents.DistinctBy(license => license?.Key).ToList() is [{ } license] ? license : null;

    /// <summary>The license that the front matter of a model's <c>README.md</c> states, or else its <c>config.json</c>; null if neither does.</summary>
    public static StatedLicense? Of(string folder) => OfCard(Path.Combine(folder, "README.md")) ?? OfConfig(Path.Combine(folder, "config.json"));

    static StatedLicense? OfCard(string path)
    {
        // A card is a page of text.
        if (!File.Exists(path) || new FileInfo(path).Length > MaxBytes)
            return null;
        var lines = Encoding.UTF8.GetString(InputFile.ReadAllBytes(path)).ReplaceLineEndings("\n").Split('\n');
        var end = Array.FindIndex(lines, 1, line => line.TrimEnd() == FrontMatterFence);
        if (lines[0].TrimEnd() != FrontMatterFence || end < 0)
            return null;
        var frontMatter = string.Join('\n', lines[1..end]);
        if (!IsFlat(frontMatter))
            return null;
        try
        {
            var values = TopLevelScalars(new Parser(new StringReader(frontMatter)));
            return values.GetValueOrDefault("license") is { } id
                ? new StatedLicense(id.ToLowerInvariant(), values.GetValueOrDefault("license_name"), values.GetValueOrDefault("license_link"))
                : null;
        }
        catch (YamlException)
        {
            // A card is prose for people; a broken one states no license.
            return null;
        }
    }

    /// <summary>Whether brackets, and lists on one line, nest no deeper than a person writes them: for each token the parser goes through all that are open.</summary>
    static bool IsFlat(string yaml)
    {
        const int MaxDepth = 64;
        var depth = 0;
        foreach (var character in yaml)
        {
            depth = character is '[' or '{' ? depth + 1 : character is ']' or '}' && depth > 0 ? depth - 1 : depth;
            if (depth > MaxDepth)
                return false;
        }
        return !yaml.Contains(string.Concat(Enumerable.Repeat("- ", MaxDepth)), StringComparison.Ordinal);
    }

    /// <summary>
    /// The values of the first document's keys, if it is a mapping; of a list its first one, of a key that comes twice the first. From the events of the text:
    /// to make a tree of a hostile one takes any stack or memory.
    /// </summary>
    static Dictionary<string, string> TopLevelScalars(Parser events)
    {
        var values = new Dictionary<string, string>();
        events.Consume<StreamStart>();
        if (!events.TryConsume<DocumentStart>(out _) || !events.TryConsume<MappingStart>(out _))
            return values;
        while (!events.Accept<MappingEnd>(out _))
        {
            if (!events.TryConsume<Scalar>(out var name))
                events.SkipThisAndNestedEvents();
            var isList = events.TryConsume<SequenceStart>(out _);
            if (name is not null && events.Accept<Scalar>(out var value) && value.Value.Length > 0)
                values.TryAdd(name.Value, value.Value);
            if (!isList)
                events.SkipThisAndNestedEvents();
            while (isList && !events.TryConsume<SequenceEnd>(out _))
                events.SkipThisAndNestedEvents();
        }
        return values;
    }

    static StatedLicense? OfConfig(string path)
    {
        try
        {
            using var config = File.Exists(path) && new FileInfo(path).Length <= MaxBytes ? JsonDocument.Parse(InputFile.ReadAllBytes(path)) : null;
            return config is { RootElement.ValueKind: JsonValueKind.Object } && config.RootElement.TryGetProperty("license", out var license)
                && license.ValueKind == JsonValueKind.String && license.GetString() is { Length: > 0 } id
                ? new StatedLicense(id.ToLowerInvariant(), null, null)
                : null;
        }
        // InvalidOperationException: a text that is not Unicode.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
