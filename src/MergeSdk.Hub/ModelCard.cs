using System.Text;
using MergeSdk.Graph.Plans;
using MergeSdk.Hub.Licenses;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MergeSdk.Hub;

/// <summary>The artifact's <c>README.md</c>: a Hugging Face model card that names the parents and holds the recipe.</summary>
static class ModelCard
{
    const string FrontMatterFence = "---";

    /// <summary>The card's text.</summary>
    /// <param name="title">The artifact's name.</param>
    /// <param name="models">The parents: id and folder.</param>
    /// <param name="recipes">The recipe's files: name and text.</param>
    public static string Write(
        string title, IReadOnlyList<(string Id, string Folder)> models, IReadOnlyList<RecipeFile> recipes)
    {
        var card = new StringBuilder();
        card.Append(FrontMatterFence).Append('\n');
        using (var text = new StringWriter(card) { NewLine = "\n" })
            WriteFrontMatter(new Emitter(text), models);
        card.Append(FrontMatterFence).Append("\n\n");
        card.Append("# ").Append(title).Append("\n\nA merge of these models, made with MergeSdk:\n\n");
        foreach (var (id, _) in models)
            card.Append("- ").Append(id).Append('\n');
        foreach (var (name, text) in recipes)
            card.Append("\n## ").Append(name).Append("\n\n```csharp\n").Append(text.TrimEnd()).Append("\n```\n");
        return card.ToString();
    }
    static void WriteFrontMatter(Emitter yaml, IReadOnlyList<(string Id, string Folder)> models)
    {
        yaml.Emit(new StreamStart());
        yaml.Emit(new DocumentStart());
        yaml.Emit(new MappingStart());
        WriteList("base_model", models.Select(model => model.Id));
        WriteText("base_model_relation", "merge");
        WriteList("tags", ["merge", "mergesdk"]);
        if (StatedLicense.Common(models.Select(model => StatedLicense.Of(model.Folder))) is { } license)
        {
            WriteText("license", license.Id);
            if (license.Name is not null)
                WriteText("license_name", license.Name);
            if (Uri.TryCreate(license.Link, UriKind.Absolute, out _))
                WriteText("license_link", license.Link);
        }
        yaml.Emit(new MappingEnd());
        yaml.Emit(new DocumentEnd(isImplicit: true));
        yaml.Emit(new StreamEnd());

        void WriteText(string name, string value)
        {
            yaml.Emit(new Scalar(name));
            yaml.Emit(new Scalar(value));
        }

        void WriteList(string name, IEnumerable<string> values)
        {
            yaml.Emit(new Scalar(name));
            yaml.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Block));
            foreach (var value in values)
                yaml.Emit(new Scalar(value));
            yaml.Emit(new SequenceEnd());
        }
    }
}
