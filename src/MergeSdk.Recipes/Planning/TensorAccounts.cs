using MergeSdk.Graph.Plans;

namespace MergeSdk.Recipes;

/// <summary>Accounts for every tensor of every input: what the output does not use is said.</summary>
static class TensorAccounts
{
    /// <summary>Reports what is not used, and returns the names of the models that are.</summary>
    public static IReadOnlySet<string> Report(
        IReadOnlyList<LoadedInput> inputs, PlannedTensor[] tensors, string anchor, Resolution resolution, List<Diagnostic> diagnostics, SourcePosition recipe)
    {
        var used = inputs.ToDictionary(input => input.Name, input => new HashSet<string>(input.Checkpoint.Tensors.Count, StringComparer.Ordinal));
        foreach (var tensor in tensors)
        {
            foreach (var (model, name) in tensor.Inputs)
                used[model].Add(name);
        }
        foreach (var input in inputs)
        {
            if (used[input.Name].Count == 0)
            {
                if (input.Name != anchor)
                    diagnostics.Add(new Diagnostic(Severity.Message, DiagnosticCodes.ModelUnused, $"{input.Name} ({input.Input.As}) is not used", recipe));
                continue;
            }
            if (used[input.Name].Count < input.Checkpoint.Tensors.Count)
            {
                var unused = input.Checkpoint.Tensors.Keys.Where(name => !used[input.Name].Contains(name)).ToArray();
                diagnostics.Add(new Diagnostic(
                    Severity.Message, DiagnosticCodes.TensorsUnused,
                    $"{unused.Length} of {input.Checkpoint.Tensors.Count} tensors of {input.Name} are not used: {TensorList.Text(unused)}", recipe));
            }
        }
        if (resolution.Emptied.Count > 0)
        {
            diagnostics.Add(new Diagnostic(
                Severity.Warning, DiagnosticCodes.NothingKept,
                "the density keeps no element of a task vector, which is then zero: "
                + TensorList.Text(resolution.Emptied.Select(item => (item.Tensor, $"{item.Tensor} (density {RecipeErrors.Text(item.Density)})"))),
                recipe));
        }
        return used.Where(model => model.Value.Count > 0 || model.Key == anchor).Select(model => model.Key).ToHashSet();
    }
}
