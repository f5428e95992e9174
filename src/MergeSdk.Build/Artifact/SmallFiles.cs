using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MergeSdk.Build.Files;
using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Artifact;

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

    /// <summary>
    /// Endings of files that hold weights, in whatever format, or belong to such: those of the model are merged, and all others would be another model's beside the
    /// merged one. Every other file is taken over, however large it is.
    /// </summary>
    static readonly string[] s_weights =
    [
        ".safetensors", ".index.json",
        // PyTorch, training states included
        ".bin", ".pt", ".pth", ".ckpt", ".pkl", ".distcp", ".pte",
        // TensorFlow, Keras, Flax, JAX
        ".h5", ".keras", ".msgpack", ".tflite", ".ckpt.index", ".ckpt.meta", ".pb",
        // llama.cpp, ONNX, Rust, Core ML, NumPy, PaddlePaddle, TensorRT, MNN
        ".gguf", ".ggml", ".onnx", ".onnx_data", ".onnx.data", ".ot", ".mlmodel", ".npz", ".npy", ".pdparams", ".engine", ".mnn",
    ];

    /// <summary>The files by name, in order of names.</summary>
    public static SortedDictionary<string, FileContent> Make(MergeRequest request, IReadOnlyList<ShardLayout> layouts)
    {
        var plan = request.Plan;
        var folder = request.Checkpoints[plan.Files.Base].Folder;
        var files = new SortedDictionary<string, FileContent>(StringComparer.Ordinal);
        foreach (var path in CopiedFiles(folder))
            files[Path.GetFileName(path)] = FileContent.OfFile(path);
        if (plan.Files.Config.Count > 0 && files.ContainsKey(Config))
            files[Config] = FileContent.Of(Edit(InputFile.ReadAllBytes(Path.Combine(folder, Config)), plan.Files.Config));
        if (layouts.Count > 1)
            files[Index] = FileContent.Of(MakeIndex(layouts));
        files[Card] = FileContent.Of(Encoding.UTF8.GetBytes(request.Papers.Card(request)));
        return files;
    }

    /// <summary>The files of a model that its merges take over.</summary>
    /// <exception cref="MergeException">One has a name that cannot be kept.</exception>
    public static IEnumerable<string> CopiedFiles(string folder)
    {
        var paths = Directory.EnumerateFiles(folder).Where(path => IsTakenOver(Path.GetFileName(path)) && !IsWeights(path)).Order(StringComparer.Ordinal).ToList();
        // A byte that is no UTF-8 is read as U+FFFD: by the name that comes out the file is not found again.
        if (paths.Find(path => Path.GetFileName(path).Any(character => char.IsControl(character) || character == '\uFFFD')) is { } odd)
        {
            throw new MergeException(
                DiagnosticCodes.SideFileNameInvalid,
                $"the file {QuotedName.Of(Path.GetFileName(odd))} is to be copied beside the merged model, but its name has a control character or is not UTF-8. Rename it, or take it away",
                new SourcePosition(folder));
        }
        return paths;
    }

    /// <summary>Tells which files of the base's folder are not taken over although they are not merged either.</summary>
    public static IEnumerable<Diagnostic> LeftOut(MergeRequest request)
    {
        var model = request.Checkpoints[request.Plan.Files.Base];
        var merged = model.Files.Select(file => file.Path).Append(model.IndexPath).ToHashSet();
        var names = Directory.EnumerateFiles(model.Folder).Where(path => IsWeights(path) && !merged.Contains(path))
            .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();
        if (names.Count > 0)
        {
            yield return new Diagnostic(Severity.Message, DiagnosticCodes.SideFilesLeftOut, string.Create(
                CultureInfo.InvariantCulture,
                $"{names.Count} file{(names.Count == 1 ? "" : "s")} of weights beside those of the base '{request.Plan.Files.Base}' {(names.Count == 1 ? "is" : "are")} not taken over: ")
                + $"{string.Join(", ", names.Take(3).Select(QuotedName.Of))}{(names.Count > 3 ? ", …" : "")}");
        }
    }

    /// <summary>Whether a name is neither hidden nor that of a file that a merge writes itself.</summary>
    static bool IsTakenOver(string name) => name is not Card and not LockFile.Name && !ProvenanceFiles.Names.Contains(name) && !name.StartsWith('.');

    static bool IsWeights(string path) => s_weights.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
        || Path.GetFileName(path).Contains(".ckpt.data-", StringComparison.OrdinalIgnoreCase);

    /// <summary>JSON as all files of the artifact have it: indented, ended by LF.</summary>
    public static byte[] ToBytes(JsonNode root) => Encoding.UTF8.GetBytes(root.ToJsonString(s_json) + "\n");

    static byte[] Edit(byte[] config, IReadOnlyList<ConfigEdit> edits)
    {
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
