using MergeSdk.Build.Artifact;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Incremental;

/// <summary>
/// The output of another merge of the same build. Its lock file says what it holds, and what is read of it must be that. Without reading it is believed only of a
/// weight file that is, by its identity, the one that merge recorded when it had written it: of a copy, or of one that was touched, the content is found by reading.
/// </summary>
/// <param name="checkpoint">The artifact.</param>
/// <param name="stateFolder">The state folder of the merge that wrote it.</param>
sealed class UpstreamArtifact(Checkpoint checkpoint, string stateFolder)
{
    string LockPath => Path.Combine(checkpoint.Folder, LockFile.Name);

    /// <summary>Holds the artifact's files, which are open, to its lock file.</summary>
    /// <exception cref="MergeException">The lock file is no good, or a file is known not to be what it says.</exception>
    public void HoldToLock(ContentStore contents)
    {
        var locked = LockFile.TryRead(LockPath) ?? throw Invalid(LockPath, "the lock file of the referenced merge cannot be read, so nothing vouches for its output");
        // The model card is nobody's input, and its author may have added to it.
        foreach (var (name, small) in locked.Outputs.Where(output => output.Value.Tensors is null && output.Key != SmallFiles.Card && Path.GetFileName(output.Key) == output.Key))
        {
            var path = Path.Combine(checkpoint.Folder, name);
            if (!File.Exists(path) || InputFile.Hash(path) != small.Content)
                throw Invalid(path, "the file is not the one that the referenced merge wrote and its lock file lists");
        }
        foreach (var file in checkpoint.Files)
            CheckHeader(file, locked);
        if (checkpoint.Tensors.Values.Any(tensor => contents.Known(tensor) is null))
            LearnFromState(contents);
        foreach (var file in checkpoint.Files)
            contents.Expect(file, locked.Outputs[Path.GetFileName(file.Path)]);
    }

    void CheckHeader(SafetensorsFile file, LockFile locked)
    {
        var name = Path.GetFileName(file.Path);
        if (locked.Outputs.GetValueOrDefault(name) is not { Tensors: { } tensors } lockedFile || file.Tensors.Any(info => !tensors.ContainsKey(info.Name)))
            throw Invalid(LockPath, $"the lock file of the referenced merge does not list {name} and all of its tensors: one of the two was changed");
        // The contents know nothing of types and shapes; the file's own hash does.
        if (LockedFile.OfWeights(file.Tensors.Select(info => (info.Name, info.DType, info.Shape, tensors[info.Name])), listTensors: false).Content != lockedFile.Content)
            throw Invalid(file.Path, "names, types and shapes of the tensors are not those that the referenced merge wrote and its lock file lists");
    }

    void LearnFromState(ContentStore contents)
    {
        using var state = MergeState.Load(Path.Combine(stateFolder, "merge.state"));
        foreach (var file in checkpoint.Files.Select(file => contents.Open(null, file.Path)))
        {
            foreach (var (tensor, content) in state.Record($"bin/{Path.GetFileName(file.Path)}", file.Identity)?.Contents ?? [])
            {
                if (file.Content(tensor) is null)
                    file.Learn(tensor, content);
            }
        }
    }

    static MergeException Invalid(string path, string message) => new(
        DiagnosticCodes.UpstreamLockInvalid, $"{message}. Rebuild that merge (dotnet build -t:Rebuild), then this one.", new SourcePosition(path));
}
