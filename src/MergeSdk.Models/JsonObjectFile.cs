using System.Text.Json;
using System.Text.Json.Nodes;
using MergeSdk.Tensors;

namespace MergeSdk.Models;

/// <summary>Reads small JSON files of models, of which any bytes may come.</summary>
static class JsonObjectFile
{
    /// <summary>No known configuration comes near: those with a name for each of 100,000 labels have a few million bytes.</summary>
    public const int MaxBytes = 10_000_000;

    /// <summary>The object that a file holds, whole; null if it holds another value.</summary>
    /// <exception cref="JsonException">It is not JSON, or a name occurs twice.</exception>
    /// <exception cref="InvalidOperationException">A name or a text is not Unicode.</exception>
    public static JsonObject? Read(string path)
    {
        var root = JsonNode.Parse(InputFile.ReadAllBytes(path, MaxBytes), documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;
        // A node is made when it is first asked for; what is not Unicode is to be found here, not then.
        MakeNodes(root);
        _ = root?.ToJsonString();
        return root;
    }

    static void MakeNodes(JsonNode? node)
    {
        var children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        foreach (var child in children)
            MakeNodes(child);
    }
}
