using MergeSdk.Models;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>A model or adapter of the project whose headers have been read.</summary>
sealed record LoadedInput(string Name, ModelInput Input, Checkpoint Checkpoint, ModelConfig? Config, IReadOnlyList<Diagnostic> Diagnostics);
