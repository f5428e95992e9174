using MergeSdk.Engine;

namespace MergeSdk.Recipes;

/// <summary>Accounts for every tensor of every input: what the output does not use is said.</summary>
static class TensorAccounts
{
    public static void Report(
        IReadOnlyList<LoadedInput> inputs, PlannedTensor[] tensors, string anchor, Resolution resolution, List<Diagnostic> diagnostics, SourcePosition recipe)
    {
        var used = new HashSet<TensorReference>(tensors.SelectMany(tensor => tensor.Inputs));
        var models = used.Select(reference => reference.Model).ToHashSet();
        foreach (var input in inputs)
        {
            if (!models.Contains(input.Name))
            {
                if (input.Name != anchor)
                    diagnostics.Add(new Diagnostic(Severity.Message, DiagnosticCodes.ModelUnused, $"{input.Name} ({input.Input.As}) is not used", recipe));
                continue;
            }
            var unused = input.Checkpoint.Tensors
                .Where(tensor => !used.Contains(new TensorReference(input.Name, tensor.Key)))
                .Select(tensor => tensor.Key)
                .ToArray();
            if (unused.Length > 0)
            {
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
    }
}
