using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>Reads the headers of all inputs at once, so that a missing model is reported before the compiler has started, and all missing ones together.</summary>
static class InputLoader
{
    public static IReadOnlyList<LoadedInput> Load(IReadOnlyList<ModelInput> inputs, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var loaded = new LoadedInput[inputs.Count];
        var errors = new MergeException?[inputs.Count];
        Parallel.For(0, inputs.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            try
            {
                var diagnostics = new List<Diagnostic>();
                var checkpoint = Checkpoint.Open(inputs[i].Folder, diagnostics.Add);
                var config = inputs[i].Kind == ModelKind.Adapter ? null : ModelConfig.Read(inputs[i].Folder, diagnostics.Add);
                loaded[i] = new LoadedInput(names[i], inputs[i], checkpoint, config, diagnostics);
            }
            catch (MergeException exception)
            {
                errors[i] = exception;
            }
        });
        var problems = errors.SelectMany(error => error?.Diagnostics ?? []).ToArray();
        return problems.Length == 0 ? loaded : throw new MergeException(problems);
    }
}
