namespace MergeSdk.Recipes;

/// <summary>Judges the differences between operands' tensors, now that <c>Missing</c> is known.</summary>
sealed class DifferenceReport(IReadOnlyList<RecipeNode> nodes, MissingTensors missing, string anchor)
{
    readonly IReadOnlyList<TensorDifferences> _differences = [.. nodes.Select(node => node.Differences).OfType<TensorDifferences>()];

    /// <exception cref="MergeException">Tensors differ and the recipe does not allow it: one error for each operation.</exception>
    public void Check()
    {
        if (missing == MissingTensors.FromBase)
            return;
        var errors = _differences
            .Where(difference => difference.Missing.Count + difference.Extra.Count > 0)
            .Select(difference => new Diagnostic(Severity.Error, DiagnosticCodes.TensorsDiffer, Text(difference), difference.Site?.Position()))
            .ToArray();
        if (errors.Length > 0)
            throw new MergeException(errors);
    }

    /// <summary>Warns of what is left out, and tells what is copied.</summary>
    public void Report(List<Diagnostic> diagnostics, SourcePosition recipe)
    {
        var extra = _differences.SelectMany(difference => difference.Extra).Distinct().ToArray();
        if (extra.Length > 0)
        {
            diagnostics.Add(new Diagnostic(
                Severity.Warning, DiagnosticCodes.TensorsLeftOut,
                $"left out, because only donors have them: {TensorList.Text(extra.Select(item => (item.Tensor, $"{item.Tensor} ({item.Operand})")))}",
                _differences.First(difference => difference.Extra.Count > 0).Site?.Position() ?? recipe));
        }
        var integers = _differences.SelectMany(difference => difference.Integers).Distinct().ToArray();
        if (integers.Length > 0)
        {
            diagnostics.Add(new Diagnostic(
                Severity.Message, DiagnosticCodes.TensorsCopied,
                $"integer tensors are copied from {anchor}, not merged: {TensorList.Text(integers)}", recipe));
        }
    }

    static string Text(TensorDifferences difference) =>
        $"{difference.Operation}: the models do not have the same tensors: "
        + TensorList.Text(
            difference.Missing.Select(item => (item.Tensor, $"{item.Tensor} is not in {item.Operand}"))
                .Concat(difference.Extra.Select(item => (item.Tensor, $"{item.Tensor} is only in {item.Operand}"))))
        + ". Write Missing = FromBase to take missing tensors from the base and leave others out";
}
