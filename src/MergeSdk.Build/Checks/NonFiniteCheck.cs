using System.Globalization;
using MergeSdk.Build.Incremental;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Checks;

/// <summary>
/// Judges the NaN and infinities that inputs have and that outputs have got. Where they are was found while the tensors were read and written, and is remembered:
/// a build that computes nothing tells the same.
/// </summary>
sealed class NonFiniteCheck(MergeRequest request, PlanInputs inputs, ContentStore contents, MergeState state)
{
    /// <summary>The warnings to tell.</summary>
    /// <exception cref="MergeException">The policy refuses what there is; the warnings come with the error.</exception>
    public IReadOnlyList<Diagnostic> Run()
    {
        var diagnostics = new List<Diagnostic>();
        if (request.NonFinite != NonFinitePolicy.Allow && inputs.Files.Any(file => file.HasNonFinite))
            diagnostics.AddRange(request.Plan.Models.Select(OfModel).OfType<Diagnostic>());
        if (OfOutput() is { } output)
            diagnostics.Add(output);
        return diagnostics.Exists(diagnostic => diagnostic.Severity == Severity.Error) ? throw new MergeException(diagnostics) : diagnostics;
    }

    Diagnostic? OfModel(PlannedModel model)
    {
        var found = request.Plan.Tensors
            .SelectMany(inputs.ReadBy)
            .Where(stored => request.Checkpoints[model.Name].Tensors.GetValueOrDefault(stored.Info.Name) == stored && contents.Content(stored)?.NonFinite >= 0)
            .Distinct()
            .ToList();
        return found.Count == 0 ? null : new Diagnostic(
            request.NonFinite == NonFinitePolicy.Error ? Severity.Error : Severity.Warning,
            DiagnosticCodes.NonFiniteInput,
            $"tensor '{found[0].Info.Name}' of model '{model.Name}' has a NaN or an infinity at index {Number(contents.Content(found[0])?.NonFinite)}{More(found.Count)}; "
            + "what is merged from it is no better. Check the model, or set MergeNonFinite to Allow if it is meant to be so",
            new SourcePosition(found[0].File.Path));
    }

    Diagnostic? OfOutput()
    {
        var found = request.Plan.Tensors
            .Where(tensor => state.Tensor(tensor.Name)!.Content.NonFinite >= 0 && !inputs.ReadBy(tensor).Any(stored => contents.Content(stored)?.NonFinite >= 0))
            .ToList();
        return found.Count == 0 ? null : new Diagnostic(
            request.NonFinite == NonFinitePolicy.Allow ? Severity.Warning : Severity.Error,
            DiagnosticCodes.NonFiniteOutput,
            $"tensor '{found[0].Name}' of the output has a NaN or an infinity at index {Number(state.Tensor(found[0].Name)!.Content.NonFinite)}{More(found.Count)}, where its inputs have none: "
            + $"the merge went beyond the range of {found[0].DType.Code()}. Choose smaller factors or another OutputType, or set MergeNonFinite to Allow",
            new SourcePosition(request.OutputFolder));
    }

    static string Number(long? index) => index!.Value.ToString(CultureInfo.InvariantCulture);

    static string More(int count) => count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", and {count - 1} more {(count == 2 ? "tensor has" : "tensors have")} some");
}
