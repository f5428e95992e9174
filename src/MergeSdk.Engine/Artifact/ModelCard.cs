using System.Text;
using MergeSdk.Tensors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace MergeSdk.Engine.Artifact;

/// <summary>The artifact's <c>README.md</c>: a Hugging Face model card that names the parents and holds the recipe.</summary>
static class ModelCard
{
    const string FrontMatterFence = "---";
    const int MaxBytes = 10_000_000;

    /// <summary>The card's text.</summary>
    /// <param name="title">The artifact's name.</param>
    /// <param name="models">The parents: id and folder.</param>
    /// <param name="recipes">The recipe's files: name and text.</param>
    public static string Write(
        string title, IReadOnlyList<(string Id, string Folder)> models, IReadOnlyList<(string Name, string Text)> recipes)
    {
        var frontMatter = new Dictionary<string, object>
        {
            ["base_model"] = models.Select(model => model.Id).ToList(),
            ["base_model_relation"] = "merge",
            ["tags"] = new List<string> { "merge", "mergesdk" },
        };
        // One licence for all parents is the artifact's; several, or none stated, are for a person to decide.
        var licenses = models.Select(model => LicenseOf(model.Folder)).Distinct().ToList();
        if (licenses is [{ } license])
            frontMatter["license"] = license;

        var card = new StringBuilder();
        card.Append(FrontMatterFence).Append('\n');
        card.Append(new SerializerBuilder().WithNewLine("\n").Build().Serialize(frontMatter));
        card.Append(FrontMatterFence).Append("\n\n");
        card.Append("# ").Append(title).Append("\n\nA merge of these models, made with MergeSdk:\n\n");
        foreach (var (id, _) in models)
            card.Append("- ").Append(id).Append('\n');
        foreach (var (name, text) in recipes)
            card.Append("\n## ").Append(name).Append("\n\n```csharp\n").Append(text.TrimEnd()).Append("\n```\n");
        return card.ToString();
    }

    /// <summary>The licence that a model's own card states.</summary>
    static string? LicenseOf(string folder)
    {
        var path = Path.Combine(folder, "README.md");
        // A card is a page of text.
        if (!File.Exists(path) || new FileInfo(path).Length > MaxBytes)
            return null;
        var lines = Encoding.UTF8.GetString(InputFile.ReadAllBytes(path)).ReplaceLineEndings("\n").Split('\n');
        var end = Array.FindIndex(lines, 1, line => line.TrimEnd() == FrontMatterFence);
        if (lines[0].TrimEnd() != FrontMatterFence || end < 0)
            return null;
        try
        {
            return TopLevelScalar(new Parser(new StringReader(string.Join('\n', lines[1..end]))), "license");
        }
        catch (YamlException)
        {
            // A card is prose for people; a broken one states no licence.
            return null;
        }
    }

    /// <summary>The value of a key of the first document, if it is a mapping. From the events of the text: to make a tree of a hostile one takes any stack or memory.</summary>
    static string? TopLevelScalar(Parser events, string key)
    {
        events.Consume<StreamStart>();
        if (!events.TryConsume<DocumentStart>(out _) || !events.TryConsume<MappingStart>(out _))
            return null;
        while (!events.Accept<MappingEnd>(out _))
        {
            if (events.TryConsume<Scalar>(out var name) && name.Value == key)
                return events.Accept<Scalar>(out var value) ? value.Value : null;
            if (name is null)
                events.SkipThisAndNestedEvents();
            events.SkipThisAndNestedEvents();
        }
        return null;
    }
}
