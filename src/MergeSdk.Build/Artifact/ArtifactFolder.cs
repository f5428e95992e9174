using MergeSdk.Build.Files;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Artifact;

/// <summary>
/// The artifact's folder and the order in which it changes. A loader enters a model by its index, or by <c>model.safetensors</c>: that entry is taken away before
/// anything else changes and put back last, in one rename. So at every instant the folder is the complete old model, the complete new one, or has no entry.
/// What is being written lives in a subfolder that no loader looks into, on the same file system.
/// </summary>
sealed class ArtifactFolder
{
    /// <summary>The name of the folder in which files are written.</summary>
    public const string PartialFolder = ".partial";

    const string SingleFile = "model.safetensors";

    readonly string _folder;

    public ArtifactFolder(string folder)
    {
        _folder = folder;
        Partial = Path.Combine(folder, PartialFolder);
    }

    const string WeightFiles = "model*.safetensors";

    /// <summary>The names by which loaders enter a model.</summary>
    public static IReadOnlyList<string> Entries { get; } = [SingleFile, SmallFiles.Index];

    /// <summary>Where files are written.</summary>
    public string Partial { get; }

    /// <summary>A file of the artifact.</summary>
    public string PathOf(string file) => Path.Combine(_folder, file);

    /// <summary>Where a file is while it is written.</summary>
    public string PartialPathOf(string file) => Path.Combine(Partial, file);

    /// <summary>Whether a tensor is stored in a file that is still being written.</summary>
    public bool IsPartial(StoredTensor tensor) => Path.GetDirectoryName(tensor.File.Path) == Partial;

    /// <summary>
    /// Takes the model's entry away, and published weight files to where they can be written to. All that is on the disk before this returns: otherwise a power
    /// failure could bring them back as they were named, with what is written to them afterwards.
    /// </summary>
    /// <param name="written">Names of weight files that will be written to.</param>
    public void Unpublish(params IEnumerable<string> written)
    {
        foreach (var file in ProvenanceFiles.Names)
            File.Delete(PathOf(file));
        File.Delete(PathOf(SmallFiles.Index));
        CreatePartial();
        foreach (var file in written.Append(SingleFile))
            Withdraw(file);
        DurableFile.FlushFolder(Partial);
        DurableFile.FlushFolder(_folder);
    }

    /// <summary>Whether the folder has exactly these small files' contents and nothing waits in the partial folder.</summary>
    public bool IsComplete(IReadOnlyDictionary<string, FileContent> smallFiles) =>
        !Directory.Exists(Partial) && smallFiles.All(file => file.Value.IsIn(PathOf(file.Key)));

    /// <summary>Bytes that files take which are not here, or of another length.</summary>
    public long NewBytes(IReadOnlyDictionary<string, FileContent> files) =>
        files.Where(file => new FileInfo(PathOf(file.Key)) is not { Exists: true } there || there.Length != file.Value.Length).Sum(file => file.Value.Length);

    /// <summary>Makes the folder in which files are written. Where it is a link, what is written would be elsewhere.</summary>
    public void CreatePartial()
    {
        if (IsLink(Partial))
        {
            if (OperatingSystem.IsWindows())
                Directory.Delete(Partial);
            else
                File.Delete(Partial);
        }
        Directory.CreateDirectory(Partial);
    }

    /// <summary>
    /// Puts everything in place: takes away what the lock file before this one lists and this one does not, writes the lock file, which then lists everything of ours
    /// that is there or will be, then the other files, the entry last.
    /// </summary>
    /// <param name="weightFiles">The weight files, each here or in the partial folder.</param>
    /// <param name="smallFiles">The small files, with the lock file, and the index if there is one.</param>
    /// <param name="stale">Names of files of the artifact before this one.</param>
    /// <returns>Bytes of small files written.</returns>
    public long Publish(IReadOnlyList<string> weightFiles, IReadOnlyDictionary<string, FileContent> smallFiles, IEnumerable<string> stale)
    {
        var entry = weightFiles.Count == 1 ? weightFiles[0] : SmallFiles.Index;
        var different = smallFiles.Where(file => file.Key != entry && !file.Value.IsIn(PathOf(file.Key))).ToDictionary();
        foreach (var file in stale.Except(weightFiles).Except(smallFiles.Keys))
            File.Delete(PathOf(file));
        DurableFile.FlushFolder(_folder);
        if (different.Remove(LockFile.Name, out var lockFile))
        {
            DurableFile.Replace(PathOf(LockFile.Name), lockFile, temporary: PartialPathOf(LockFile.Name));
            DurableFile.FlushFolder(_folder);
        }
        DurableFile.ReplaceAll([.. different.Select(file => (PathOf(file.Key), file.Value))], Partial);
        foreach (var file in weightFiles.Where(file => file != entry))
            PutBack(file);
        DurableFile.FlushFolder(_folder);

        var written = (lockFile?.Length ?? 0) + different.Values.Sum(content => content.Length);
        if (smallFiles.TryGetValue(entry, out var index))
        {
            DurableFile.Replace(PathOf(entry), index, temporary: PartialPathOf(entry));
            written += index.Length;
        }
        else
        {
            PutBack(entry);
        }
        DurableFile.FlushFolder(_folder);
        if (Directory.Exists(Partial))
            Directory.Delete(Partial, recursive: true);
        return written;
    }

    /// <summary>Weight files in the partial folder.</summary>
    public IEnumerable<string> PartialWeightFiles() =>
        Directory.Exists(Partial) && !IsLink(Partial)
            ? Directory.EnumerateFiles(Partial, WeightFiles).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)
            : [];

    /// <summary>Removes from the partial folder what an interrupted build left there, except for some weight files.</summary>
    public void ClearPartial(IReadOnlySet<string> except)
    {
        if (!Directory.Exists(Partial) || IsLink(Partial))
            return;
        foreach (var path in Directory.EnumerateFiles(Partial).Where(path => !except.Contains(Path.GetFileName(path))).ToList())
            File.Delete(path);
    }

    /// <summary>Whether a folder of that name holds what an interrupted first build leaves: no file of another kind, and the lock file at most.</summary>
    public static bool IsPartialFolder(string path) =>
        Directory.Exists(path)
        && Directory.EnumerateFileSystemEntries(path).All(entry => Path.GetFileName(entry) is var name
            && (name == LockFile.Name || (name.StartsWith("model", StringComparison.Ordinal) && name.Contains(".safetensors", StringComparison.Ordinal))));

    static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    /// <summary>Moves a published weight file to where it can be written to; deletes it if its successor is there already.</summary>
    void Withdraw(string file)
    {
        if (!File.Exists(PathOf(file)))
            return;
        if (File.Exists(PartialPathOf(file)))
            File.Delete(PathOf(file));
        else
            DurableFile.Move(PathOf(file), PartialPathOf(file));
    }

    void PutBack(string file)
    {
        if (File.Exists(PartialPathOf(file)))
            DurableFile.Move(PartialPathOf(file), PathOf(file));
    }
}
