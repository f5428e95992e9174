using MergeSdk.Models;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>Reads the headers of all inputs at once, so that all missing ones are reported together.</summary>
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
                CheckKind(inputs[i]);
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

    /// <summary>An adapter named as a model would only be said to have none of the model's tensors.</summary>
    static void CheckKind(ModelInput input)
    {
        if (input.Kind != ModelKind.Adapter
            && File.Exists(Path.Join(input.Folder, "adapter_config.json")) && !File.Exists(Path.Join(input.Folder, "config.json")))
        {
            throw new MergeException(
                DiagnosticCodes.AdapterUnsupported, "the folder is a PEFT adapter, not a model; name it with <Adapter Include=\"…\" />", new SourcePosition(input.Folder));
        }
    }
}
