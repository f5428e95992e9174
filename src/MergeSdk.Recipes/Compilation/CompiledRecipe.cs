using System.Collections.ObjectModel;
using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>A recipe that is free of errors.</summary>
/// <param name="Plan">What the engine executes.</param>
/// <param name="Checkpoints">The headers of the plan's models, by their names in the plan.</param>
/// <param name="Files">Every file the recipe consists of, as full paths: itself, what it loads (<c>#load</c>) and references (<c>#r</c>).</param>
/// <param name="Diagnostics">Warnings and messages, in the order to show them.</param>
sealed record CompiledRecipe(
    MergePlan Plan, IReadOnlyDictionary<string, Checkpoint> Checkpoints, IReadOnlyList<string> Files, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The code of the methods that the recipe defines, by its name in the plan.</summary>
    public IReadOnlyDictionary<string, UserMethodCode> UserMethods { get; init; } = ReadOnlyDictionary<string, UserMethodCode>.Empty;
}
