using MergeSdk.Graph;
using MergeSdk.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Compute;

/// <summary>Models as they lie on the disk. Nothing is remembered of them; they must not change while they are open.</summary>
sealed class CheckpointInputs : ITensorInputs, IDisposable
{
    readonly IReadOnlyDictionary<string, Checkpoint> _models;
    readonly MergeProgress _progress;
    readonly Dictionary<string, SafeFileHandle> _handles = new(StringComparer.Ordinal);

    /// <param name="models">The plan's models, opened, by name.</param>
    /// <param name="progress">Where reads are counted.</param>
    /// <exception cref="MergeException">A file is not the one whose header was read.</exception>
    public CheckpointInputs(IReadOnlyDictionary<string, Checkpoint> models, MergeProgress progress)
    {
        (_models, _progress) = (models, progress);
        foreach (var file in models.Values.SelectMany(model => model.Files))
        {
            if (!_handles.ContainsKey(file.Path))
                _handles.Add(file.Path, FileBytes.Open(file.Path));
            file.CheckUnchanged();
        }
    }

    public StoredTensor this[TensorReference reference] => _models[reference.Model].Tensors[reference.Tensor];

    public InputTensor Open(StoredTensor tensor) => new(tensor, _handles[tensor.File.Path], known: null, scan: null, _progress);

    public void Learn(IReadOnlyCollection<InputTensor> read)
    {
        foreach (var file in read.Select(input => input.Stored.File).Distinct())
            file.CheckUnchanged();
    }

    public void Dispose()
    {
        foreach (var handle in _handles.Values)
            handle.Dispose();
    }
}
