using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MergeSdk.Engine.Provenance;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Artifact;

/// <summary>The files beside the weights: the base's, with <c>config.json</c> made to agree with the tensors, the weight index and the model card.</summary>
static class SmallFiles
{
    /// <summary>The weight index's name, when there is more than one weight file.</summary>
    public const string Index = "model.safetensors.index.json";

    /// <summary>The model card's name.</summary>
    public const string Card = "README.md";

    const string Config = "config.json";

    static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Weights in any format: those are merged, or not ours to copy.</summary>
    static readonly string[] s_weights =
        [".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".gguf", ".h5", ".msgpack", ".onnx", ".onnx_data", ".npz", ".pkl", ".index.json"];

    /// <summary>The files by name, in order of names.</summary>
    public static SortedDictionary<string, byte[]> Make(MergeRequest request, IReadOnlyList<ShardLayout> layouts)
    {
        var plan = request.Plan;
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var path in CopiedFiles(request.Checkpoints[plan.Files.Base].Folder))
            files[Path.GetFileName(path)] = InputFile.ReadAllBytes(path);
        if (files.TryGetValue(Config, out var config))
            files[Config] = Edit(config, plan.Files.Config);
        if (layouts.Count > 1)
            files[Index] = MakeIndex(layouts);
        var models = plan.Models.Select(model => (model.Id, request.Checkpoints[model.Name].Folder)).ToList();
        files[Card] = Encoding.UTF8.GetBytes(ModelCard.Write(request.Name, models, request.RecipeFiles));
        return files;
    }

    /// <summary>The small files of a model that its merges take over.</summary>
    public static IEnumerable<string> CopiedFiles(string folder) =>
        Directory.EnumerateFiles(folder)
            .Where(path => Path.GetFileName(path) is var name
                && name is not Card and not LockFile.Name
                && !ProvenanceFiles.Names.Contains(name)
                && !name.StartsWith('.')
                && !s_weights.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            .Order(StringComparer.Ordinal);

    /// <summary>JSON as all files of the artifact have it: indented, ended by LF.</summary>
    public static byte[] ToBytes(JsonNode root) => Encoding.UTF8.GetBytes(root.ToJsonString(s_json) + "\n");

    static byte[] Edit(byte[] config, IReadOnlyList<ConfigEdit> edits)
    {
        if (edits.Count == 0)
            return config;
        var root = JsonNode.Parse(config)!;
        foreach (var edit in edits)
        {
            var steps = edit.Pointer.Split('/').Skip(1).Select(step => step.Replace("~1", "/").Replace("~0", "~")).ToList();
            var parent = root;
            foreach (var step in steps.SkipLast(1))
                parent = parent[step]!;
            parent[steps[^1]] = JsonNode.Parse(edit.Value);
        }
        return ToBytes(root);
    }

    static byte[] MakeIndex(IReadOnlyList<ShardLayout> layouts)
    {
        var weightMap = new JsonObject();
        var tensors = layouts.SelectMany(layout => layout.Tensors.Select(placed => (placed.Tensor, layout.File)));
        foreach (var (tensor, file) in tensors.OrderBy(placed => placed.Tensor.Name, NaturalComparer.Instance))
            weightMap[tensor.Name] = file;
        var index = new JsonObject
        {
            ["metadata"] = new JsonObject { ["total_size"] = layouts.Sum(layout => layout.Length - layout.Header.Length) },
            ["weight_map"] = weightMap,
        };
        return ToBytes(index);
    }
}
