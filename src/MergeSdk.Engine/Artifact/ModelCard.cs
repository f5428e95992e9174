using System.Text;
using MergeSdk.Engine.Licenses;
using YamlDotNet.Serialization;

namespace MergeSdk.Engine.Artifact;

/// <summary>The artifact's <c>README.md</c>: a Hugging Face model card that names the parents and holds the recipe.</summary>
static class ModelCard
{
    const string FrontMatterFence = "---";

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
        if (StatedLicense.Common(models.Select(model => StatedLicense.Of(model.Folder))) is { } license)
        {
            frontMatter["license"] = license.Id;
            if (license.Name is not null)
                frontMatter["license_name"] = license.Name;
            if (Uri.TryCreate(license.Link, UriKind.Absolute, out _))
                frontMatter["license_link"] = license.Link;
        }

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
}
