using System.Collections.ObjectModel;
using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>Resolves every tensor of the output and lays the plan out.</summary>
sealed class PlanBuilder(
    ModelNode output, RecipeSettings settings, IReadOnlyList<LoadedInput> inputs, RecipeText text, long maxShardBytes, SourcePosition recipe,
    List<Diagnostic> diagnostics, Lazy<string> codeVersion)
{
    /// <summary>The code of the plan's user-defined methods, after <see cref="Build"/>.</summary>
    public IReadOnlyDictionary<string, UserMethodCode> UserMethods { get; private set; } = ReadOnlyDictionary<string, UserMethodCode>.Empty;

    public MergePlan Build(CancellationToken cancellation)
    {
        var nodes = output.Closure();
        var differences = new DifferenceReport(nodes, settings.Missing, output.Anchor.Name);
        differences.Check();

        var resolution = new Resolution(settings.Seed, new UserMethods(codeVersion));
        UserMethods = resolution.Methods.Codes;
        var tensors = Resolve(resolution, cancellation);
        foreach (var setting in nodes.SelectMany(node => node.Settings))
            setting.CheckUsed();

        differences.Report(diagnostics, recipe);
        var used = TensorAccounts.Report(inputs, tensors, output.Anchor.Name, resolution, diagnostics, recipe);

        var shards = ShardLayout.Assign(tensors, maxShardBytes);
        return new MergePlan
        {
            Name = text.Name,
            Recipe = text.Files,
            Models = [.. inputs.Where(input => used.Contains(input.Name)).Select(Planned)],
            Seed = settings.Seed,
            Nodes = Used(tensors),
            Shards = shards,
            Tensors = tensors,
            Files = new PlannedFiles(output.Anchor.Name, Edits(nodes, tensors)),
        };
    }

    PlannedTensor[] Resolve(Resolution resolution, CancellationToken cancellation)
    {
        var table = output.Table;
        var order = Enumerable.Range(0, table.Names.Count).ToArray();
        Array.Sort(table.Names.ToArray(), order, NaturalComparer.Instance);
        var tensors = new PlannedTensor[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var tensor = new TensorContext(table, order[i]);
            var node = output.Find(tensor, resolution)
                ?? throw new InvalidOperationException($"The output has a tensor {tensor.Name} that none of its operands has.");
            var type = settings.OutputType is { } wanted && tensor.DType.IsArithmetic() ? wanted : tensor.DType;
            var (root, read) = resolution.Finish(node);
            tensors[i] = new PlannedTensor(tensor.Name, type, tensor.Shape, root, read, 0);
        }
        return tensors;
    }

    /// <summary>The steps that tensors need, in the order of their first use, operands first. What was only looked at is left out.</summary>
    static List<Node> Used(IReadOnlyList<PlannedTensor> tensors)
    {
        var used = new HashSet<Node>();
        var order = new List<Node>();
        foreach (var root in tensors.Select(tensor => tensor.Node))
        {
            if (used.Contains(root))
                continue;
            foreach (var node in root.Closure())
            {
                if (used.Add(node))
                    order.Add(node);
            }
        }
        return order;
    }

    IReadOnlyList<ConfigEdit> Edits(IReadOnlyList<RecipeNode> nodes, PlannedTensor[] tensors) => output.Anchor.Config is { } config
        ? new ConfigEdits(config, output, [.. nodes.OfType<InputNode>()], settings.OutputType, tensors, diagnostics, recipe).Compute()
        : [];

    static PlannedModel Planned(LoadedInput input) => new(
        input.Name,
        input.Input.As.Replace('\\', '/'),
        input.Input.Id.Length > 0 ? input.Input.Id : ModelInput.FolderName(input.Input.Folder));
}
