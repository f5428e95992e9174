using MergeSdk.Build.Files;
using MergeSdk.Build.Session;
using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Hub;
using MergeSdk.Recipes;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Tensors;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>A merge project in a temporary folder, driven without recipe or MSBuild.</summary>
sealed class TestMerge : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Dictionary<string, string> _models = [];

    /// <summary>All methods that there are.</summary>
    public static MethodCatalog Methods { get; } = new(typeof(Functions).Assembly);

    public string Output => _folder["bin"];

    public string State => _folder["obj"];

    public string Lock => _folder["merge.lock.json"];

    public int Workers { get; set; } = 2;

    public string RecipeText { get; set; } = "Output = …;";

    /// <summary>Models that other merges made, each with the state folder of that merge.</summary>
    public Dictionary<string, string> Upstream { get; } = [];

    public string Path(params string[] parts) => _folder[parts];

    /// <summary>Adds a model of one file, or replaces its content.</summary>
    public string Model(string name, IReadOnlyDictionary<string, PlainTensor> tensors, string? config = """{"model_type":"test"}""") =>
        _models[name] = ModelFolder.Write(_folder["models", name], tensors, config);

    public void ModelAt(string name, string folder) => _models[name] = folder;

    /// <summary>Merges every tensor of the first model by one computation over the same tensor of all models.</summary>
    public MergeSummary Run(Sketch sketch, DType? type = null, CancellationToken cancellation = default) =>
        Run(Plan(_ => sketch, type), cancellation);

    public MergeSummary Run(MergePlan plan, CancellationToken cancellation = default) => MergeBuild.Run(Request(plan), cancellation);

    public MergeRequest Request(MergePlan plan) => new()
    {
        Plan = plan,
        Checkpoints = _models.ToDictionary(model => model.Key, model => Checkpoint.Open(model.Value)),
        Upstream = Upstream,
        OutputFolder = Output,
        StateFolder = State,
        LockFile = Lock,
        Papers = new HubPapers(),
        Workers = Workers,
    };

    /// <summary>A plan that gives each tensor of the first model a computation over the same tensor of all models, or over other tensors.</summary>
    public MergePlan Plan(Func<string, Sketch> sketch, DType? type = null, int shards = 1, IReadOnlyList<TensorReference>? inputs = null)
    {
        var checkpoints = _models.ToDictionary(model => model.Key, model => Checkpoint.Open(model.Value));
        var table = new NodeTable();
        var tensors = new List<PlannedTensor>();
        foreach (var info in checkpoints.Values.First().Tensors.Values.Select(stored => stored.Info).OrderBy(info => info.Name, NaturalComparer.Instance))
        {
            var read = inputs ?? [.. _models.Keys.Select(model => new TensorReference(model, info.Name))];
            TensorType[] types = [.. read.Select(input => TypeOf(checkpoints[input.Model].Tensors[input.Tensor].Info))];
            tensors.Add(new PlannedTensor(info.Name, type ?? info.DType, info.Shape, sketch(info.Name).In(table, types), read, tensors.Count % shards));
        }
        string[] files = shards == 1 ? ["model.safetensors"] : [.. Enumerable.Range(1, shards).Select(i => $"model-{i:00000}-of-{shards:00000}.safetensors")];
        return new MergePlan
        {
            Name = "test",
            Recipe = [new RecipeFile("recipe.csx", RecipeText)],
            Models = [.. _models.Keys.Select(name => new PlannedModel(name, $"models/{name}", name))],
            Seed = 0,
            Nodes = table.Nodes,
            Shards = [.. files.Select(file => new PlannedShard(file, 0))],
            Tensors = tensors,
            Files = new PlannedFiles(_models.Keys.First(), []),
        };
    }

    /// <summary>Writes a plan as a build does.</summary>
    /// <returns>Whether the file had other bytes before, or was not there.</returns>
    public static bool Write(MergePlan plan, string path) => DurableFile.ReplaceIfDifferent(path, stream => MergePlanFile.Write(plan, stream));

    public Dictionary<string, PlainTensor> Result() => ModelFolder.Read(Output);

    /// <summary>Every file of the artifact, name and bytes.</summary>
    public Dictionary<string, byte[]> Artifact() =>
        Directory.EnumerateFiles(Output).ToDictionary(path => System.IO.Path.GetFileName(path), File.ReadAllBytes);

    public void Dispose() => _folder.Dispose();

    /// <summary>base + Σ wᵢ·(donorᵢ − base), inputs 0 and up.</summary>
    public static Sketch TaskArithmetic(params double[] weights) =>
        new Add().Of(0, new Linear([.. weights]).Of([.. weights.Select((_, i) => new Subtract().Of(i + 1, 0))]));

    /// <summary>RegMean as the recipe plans it: the sums of Gram matrices, and the sum of the task vectors.</summary>
    public static Sketch RegMean(double c, params Sketch[] vectors) => new RegMean(c).Of(new TaskGrams().Of(vectors), Sum(vectors));

    public static Sketch Sum(params Sketch[] vectors) => new Linear([.. vectors.Select(_ => 1.0)]).Of(vectors);

    static TensorType TypeOf(TensorInfo info) => new(info.DType, info.Shape);
}
