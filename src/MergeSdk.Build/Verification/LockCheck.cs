using MergeSdk.Build.Artifact;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Verification;

/// <summary>Compares a folder with the outputs of a lock file.</summary>
static class LockCheck
{
    public static IEnumerable<Diagnostic> Compare(Checkpoint model, string lockFile, IReadOnlyList<TensorFigures> tensors)
    {
        if (LockFile.TryRead(lockFile) is not { } locked)
        {
            return [new Diagnostic(
                Severity.Error, DiagnosticCodes.LockUnreadable, "the lock file cannot be read, so there is nothing to compare with. Restore it, or build again", new SourcePosition(lockFile))];
        }
        var stored = tensors.ToLookup(tensor => Path.GetFileName(tensor.Stored.File.Path));
        var expected = locked.Outputs.Where(output => output.Value.Tensors is not null).Select(output => output.Key).ToHashSet();
        return locked.Outputs.SelectMany(output => CompareFile(model.Folder, lockFile, output.Key, output.Value, stored))
            .Concat(stored.Where(file => !expected.Contains(file.Key)).Select(file => Error(
                DiagnosticCodes.VerifyFileDiffers, Path.Combine(model.Folder, file.Key), "the lock file does not have this weight file; it is not part of what was merged. Build again")));
    }

    static IEnumerable<Diagnostic> CompareFile(
        string folder, string lockFile, string name, LockedFile locked, ILookup<string, TensorFigures> stored)
    {
        // The lock file lies in a folder that somebody else may have made: a name in it must not lead out of that folder.
        if (Path.GetFileName(name) != name)
            return [Error(DiagnosticCodes.LockUnreadable, lockFile, $"the lock file names {QuotedName.Of(name)}, which is no plain file name. Build again")];
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
            return [Error(DiagnosticCodes.VerifyFileDiffers, path, "the file is missing; the lock file has it. Restore it, or build again")];
        return locked.Tensors is null ? CompareSmall(path, locked) : CompareWeights(path, locked, locked.Tensors, [.. stored[name]]);
    }

    static IEnumerable<Diagnostic> CompareSmall(string path, LockedFile locked)
    {
        var content = InputFile.Hash(path);
        return content == locked.Content
            ? []
            : [Error(DiagnosticCodes.VerifyFileDiffers, path, $"the content is {content}, in the lock file {locked.Content}: the file was changed after it was written. Restore it, or build again")];
    }

    static IEnumerable<Diagnostic> CompareWeights(
        string path, LockedFile locked, IReadOnlyDictionary<string, ContentHash> contents, IReadOnlyList<TensorFigures> tensors)
    {
        var names = tensors.Select(tensor => tensor.Stored.Info.Name).ToHashSet();
        List<Diagnostic> differences =
        [
            .. tensors.Select(tensor => CompareTensor(path, tensor, contents)).OfType<Diagnostic>(),
            .. contents.Keys.Where(name => !names.Contains(name)).Select(name => Error(
                DiagnosticCodes.VerifyTensorDiffers, path, $"tensor {QuotedName.Of(name)} is missing; the lock file has it. Build again")),
        ];
        if (differences.Count > 0)
            return differences.First3();
        // Contents know nothing of types and shapes; the file's own hash does.
        return LockedFile.OfWeights(tensors.Select(tensor => (tensor.Stored.Info.Name, tensor.Stored.Info.DType, tensor.Stored.Info.Shape, tensor.Content)), listTensors: false)
            .Content == locked.Content
            ? []
            : [Error(DiagnosticCodes.VerifyFileDiffers, path, "every tensor's content is as in the lock file, but an element type or a shape is not: the header was changed. Build again")];
    }

    static Diagnostic? CompareTensor(string path, TensorFigures tensor, IReadOnlyDictionary<string, ContentHash> contents)
    {
        var name = tensor.Stored.Info.Name;
        if (!contents.TryGetValue(name, out var content))
            return Error(DiagnosticCodes.VerifyTensorDiffers, path, $"tensor '{name}' is not in the lock file; it was added after the merge. Build again");
        return content == tensor.Content
            ? null
            : Error(DiagnosticCodes.VerifyTensorDiffers, path, $"tensor '{name}' has the content {tensor.Content}, in the lock file {content}: it was damaged or changed. Build again, which merges it anew");
    }

    static Diagnostic Error(string code, string path, string message) => new(Severity.Error, code, message, new SourcePosition(path));
}
