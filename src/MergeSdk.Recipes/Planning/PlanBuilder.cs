using System.Collections.ObjectModel;
using MergeSdk.Engine;
using MergeSdk.Engine.UserMethods;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>Resolves every tensor of the output and lays the plan out.</summary>
sealed class PlanBuilder(
    ModelNode output, RecipeSettings settings, IReadOnlyList<LoadedInput> inputs, long maxShardBytes, SourcePosition recipe, List<Diagnostic> diagnostics,
    Lazy<string> codeVersion)
{
    readonly Dictionary<Expression, (int Index, int Inputs)> _known = [];
    readonly List<Expression> _expressions = [];

    /// <summary>The code of the plan's user-defined methods, after <see cref="Build"/>.</summary>
    public IReadOnlyDictionary<string, UserMethodCode> UserMethods { get; private set; } = ReadOnlyDictionary<string, UserMethodCode>.Empty;

    public MergePlan Build(CancellationToken cancellation)
    {
        var nodes = output.Closure();
        var differences = new DifferenceReport(nodes, settings.Missing, output.Anchor.Name);
        differences.Check();

        var resolution = new Resolution(settings.Seed, new UserMethods(codeVersion), recipe);
        UserMethods = resolution.Methods.Codes;
        var tensors = Resolve(resolution, cancellation);
        foreach (var setting in nodes.SelectMany(node => node.Settings))
            setting.CheckUsed();

        differences.Report(diagnostics, recipe);
        var used = TensorAccounts.Report(inputs, tensors, output.Anchor.Name, resolution, diagnostics, recipe);

        var shards = ShardLayout.Assign(tensors, maxShardBytes);
        return new MergePlan
        {
            Models = [.. inputs.Where(input => used.Contains(input.Name)).Select(Planned)],
            Seed = settings.Seed,
            Expressions = _expressions,
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
            var type = settings.OutputType is { } wanted && tensor.DType.IsArithmetic() ? wanted : tensor.DType;
            resolution.Begin();
            var (expression, inputs) = Intern(tensor, resolution);
            tensors[i] = new PlannedTensor(tensor.Name, type, tensor.Shape, expression, [.. resolution.Inputs.Take(inputs)], 0);
        }
        return tensors;
    }

    /// <summary>
    /// A tensor's expression and how many of the inputs that were looked at it has. Tensors treated alike share one expression, so a plan has a handful of them.
    /// </summary>
    (int Index, int Inputs) Intern(TensorContext tensor, Resolution resolution, bool again = false)
    {
        var expression = output.Find(tensor, resolution)
            ?? throw new InvalidOperationException($"The output has a tensor {tensor.Name} that none of its operands has.");
        if (_known.TryGetValue(expression, out var known))
            return known;
        int[] read = [.. expression.InputIndexes.Order()];
        var count = read.Length == 0 ? 0 : read[^1] + 1;
        if (count > read.Length && !again)
        {
            // What was looked at and does not contribute is no input: once more, with those that do contribute before it.
            resolution.Begin([.. read.Select(index => resolution.Inputs[index])]);
            return Intern(tensor, resolution, again: true);
        }
        known = (_expressions.Count, count);
        _known.Add(expression, known);
        _expressions.Add(expression);
        return known;
    }

    IReadOnlyList<ConfigEdit> Edits(IReadOnlyList<RecipeNode> nodes, PlannedTensor[] tensors) => output.Anchor.Config is { } config
        ? new ConfigEdits(config, output, [.. nodes.OfType<InputNode>()], settings.OutputType, tensors, diagnostics, recipe).Compute()
        : [];

    static PlannedModel Planned(LoadedInput input) => new(
        input.Name,
        input.Input.As.Replace('\\', '/'),
        input.Input.Id.Length > 0 ? input.Input.Id : ModelNames.FolderName(input.Input.Folder));
}
