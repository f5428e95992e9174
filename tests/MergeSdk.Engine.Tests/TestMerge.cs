using MergeSdk.Engine.Methods;
using MergeSdk.Tensors;
using MergeSdk.TestModels;

namespace MergeSdk.Engine.Tests;

/// <summary>A merge project in a temporary folder, driven without recipe or MSBuild.</summary>
sealed class TestMerge : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Dictionary<string, string> _models = [];

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

    /// <summary>Merges every tensor of the first model by one expression over the same tensor of all models.</summary>
    public MergeSummary Run(Expression expression, DType? type = null, CancellationToken cancellation = default) =>
        Run(Plan(_ => expression, type), cancellation);

    public MergeSummary Run(MergePlan plan, CancellationToken cancellation = default) => MergeBuild.Run(Request(plan), cancellation);

    public MergeRequest Request(MergePlan plan) => new()
    {
        Plan = plan,
        Checkpoints = _models.ToDictionary(model => model.Key, model => Checkpoint.Open(model.Value)),
        Upstream = Upstream,
        OutputFolder = Output,
        StateFolder = State,
        LockFile = Lock,
        RecipeFiles = [("recipe.csx", RecipeText)],
        Name = "test",
        Workers = Workers,
    };

    /// <summary>A plan that gives each tensor of the first model an expression over the same tensor of all models.</summary>
    public MergePlan Plan(Func<string, Expression> expression, DType? type = null, int shards = 1)
    {
        var first = Checkpoint.Open(_models.Values.First());
        var expressions = new List<Expression>();
        var tensors = new List<PlannedTensor>();
        foreach (var stored in first.Tensors.Values.OrderBy(tensor => tensor.Info.Name, NaturalComparer.Instance))
        {
            var wanted = expression(stored.Info.Name);
            if (!expressions.Contains(wanted))
                expressions.Add(wanted);
            tensors.Add(new PlannedTensor(
                stored.Info.Name,
                type ?? stored.Info.DType,
                stored.Info.Shape,
                expressions.IndexOf(wanted),
                [.. _models.Keys.Select(model => new TensorReference(model, stored.Info.Name))],
                tensors.Count % shards));
        }
        string[] files = shards == 1 ? ["model.safetensors"] : [.. Enumerable.Range(1, shards).Select(i => $"model-{i:00000}-of-{shards:00000}.safetensors")];
        return new MergePlan
        {
            Models = [.. _models.Keys.Select(name => new PlannedModel(name, $"models/{name}", name))],
            Seed = 0,
            Expressions = expressions,
            Shards = [.. files.Select(file => new PlannedShard(file, 0))],
            Tensors = tensors,
            Files = new PlannedFiles(_models.Keys.First(), []),
        };
    }

    public Dictionary<string, PlainTensor> Result() => ModelFolder.Read(Output);

    /// <summary>Every file of the artifact, name and bytes.</summary>
    public Dictionary<string, byte[]> Artifact() =>
        Directory.EnumerateFiles(Output).ToDictionary(path => System.IO.Path.GetFileName(path), File.ReadAllBytes);

    public void Dispose() => _folder.Dispose();

    /// <summary>base + Σ wᵢ·(donorᵢ − base), inputs 0 and up.</summary>
    public static Expression TaskArithmetic(params double[] weights) =>
        new Add(new Input(0), new WeightedSum([.. weights.Select((_, i) => new Subtract(new Input(i + 1), new Input(0)))], weights));
}
