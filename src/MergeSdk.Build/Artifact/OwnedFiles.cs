using MergeSdk.Build.Files;
using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Artifact;

/// <summary>
/// Which files of an output folder are ours: those that the lock file in it lists, and those that have names of our own. All others are somebody's, and nothing of
/// ours overwrites or deletes them. The lock file of a new artifact gets there before the artifact's other files, so that this holds after a crash, too.
/// </summary>
sealed class OwnedFiles
{
    readonly string _folder;
    readonly HashSet<string> _listed;

    OwnedFiles(string folder, IEnumerable<string> listed) => (_folder, _listed) = (folder, [.. listed]);

    /// <summary>Names of the files that the lock file lists, there or not.</summary>
    public IReadOnlyCollection<string> Listed => _listed;

    /// <summary>What is ours in a folder.</summary>
    /// <param name="folder">The folder, which need not exist.</param>
    /// <param name="lockElsewhere">A copy of the lock file elsewhere: it tells what is ours where the one in the folder is lost.</param>
    /// <exception cref="MergeException">The folder is somebody's: it is not empty and no artifact of ours.</exception>
    public static OwnedFiles In(string folder, string lockElsewhere)
    {
        var foreign = Entries(folder);
        if (foreign.Count == 0)
            return new OwnedFiles(folder, []);
        if (LockFile.TryRead(Path.Combine(folder, LockFile.Name)) is { } own && IsArtifact(folder, own))
            return new OwnedFiles(folder, FileNames(own));
        if (LockFile.TryRead(lockElsewhere) is { } copy && HasSmallFiles(folder, copy, all: true))
            return new OwnedFiles(folder, FileNames(copy));
        throw new MergeException(
            DiagnosticCodes.OutputFolderForeign,
            $"the folder has files that no merge wrote ({string.Join(", ", foreign.Order(StringComparer.Ordinal).Take(3).Select(QuotedName.Of))}"
            + $"{(foreign.Count > 3 ? ", …" : "")}), and nothing is written among them. Choose a new or an empty folder for the output, or move them away.",
            new SourcePosition(folder));
    }

    /// <summary>What is ours in a folder where anybody may have files.</summary>
    public static OwnedFiles Among(string folder) =>
        new(folder, LockFile.TryRead(Path.Combine(folder, LockFile.Name)) is { } own && IsArtifact(folder, own) ? FileNames(own) : []);

    /// <summary>Refuses to write where somebody's files are.</summary>
    /// <param name="names">Names of the files to be written.</param>
    /// <param name="isAsWanted">Whether the file of a name has the content to be written already.</param>
    /// <exception cref="MergeException">Such files, by name.</exception>
    public void CheckReplaceable(IEnumerable<string> names, Func<string, bool> isAsWanted)
    {
        var entries = Entries(_folder).ToHashSet(StringComparer.Ordinal);
        if (File.Exists(PathOf(ArtifactFolder.PartialFolder)))
            Refuse([Foreign(ArtifactFolder.PartialFolder, "is in the way")]);
        // A listed name may be a folder's by now.
        Refuse(names.Where(name => entries.Contains(name) && (Directory.Exists(PathOf(name)) || !(_listed.Contains(name) || isAsWanted(name))))
            .Select(name => Foreign(name, "would be overwritten")));
    }

    /// <summary>Refuses to publish a model beside somebody's file that loaders would take for its entry.</summary>
    public void CheckEntries(IEnumerable<string> entries) => Refuse(entries
        .Where(name => !_listed.Contains(name) && Path.Exists(PathOf(name)))
        .Select(name => Foreign(name, "would be taken for the model by what loads it")));

    /// <summary>Refuses to have what is ours in another folder copied over somebody's files, or through a link.</summary>
    public void CheckCopy(OwnedFiles from)
    {
        var names = from._listed.Where(name => File.Exists(from.PathOf(name))).ToList();
        CheckReplaceable(names, name => FileContent.OfFile(from.PathOf(name)).IsIn(PathOf(name)));
        Refuse(names.Where(name => new FileInfo(PathOf(name)) is { LinkTarget: not null } link && link.ResolveLinkTarget(returnFinalTarget: true)?.FullName != from.PathOf(name))
            .Select(name => Foreign(name, "is a link, and what it leads to would be overwritten")));
    }

    string PathOf(string name) => Path.Combine(_folder, name);

    static void Refuse(IEnumerable<Diagnostic> diagnostics)
    {
        var found = diagnostics.First3().ToList();
        if (found.Count > 0)
            throw new MergeException(found);
    }

    Diagnostic Foreign(string name, string what) => new(
        Severity.Error,
        DiagnosticCodes.OutputFileForeign,
        $"this {(Directory.Exists(PathOf(name)) ? "folder" : "file")}, which no merge wrote, {what}. Move it away, or choose another output folder.",
        new SourcePosition(PathOf(name)));

    /// <summary>
    /// A copy of the lock file lies beside the project, too, among files of its author's. In an artifact there are the weights it lists, or some that are being
    /// written; where those are lost, at least its small files.
    /// </summary>
    static bool IsArtifact(string folder, LockFile locked) =>
        Directory.Exists(Path.Combine(folder, ArtifactFolder.PartialFolder))
        || locked.Outputs.Any(output => output.Value.Tensors is not null && IsFileName(output.Key) && File.Exists(Path.Combine(folder, output.Key)))
        || HasSmallFiles(folder, locked, all: false);

    /// <summary>Whether the small files of a lock file are in the folder, with their contents: all, or some and none with another content.</summary>
    static bool HasSmallFiles(string folder, LockFile locked, bool all)
    {
        var small = locked.Outputs.Where(output => output.Value.Tensors is null && IsFileName(output.Key)).ToList();
        var there = small.Where(output => File.Exists(Path.Combine(folder, output.Key))).ToList();
        return there.Count > 0
            && (!all || there.Count == small.Count)
            && there.TrueForAll(output => InputFile.Hash(Path.Combine(folder, output.Key)) == output.Value.Content);
    }

    static IEnumerable<string> FileNames(LockFile locked) => locked.Outputs.Keys.Where(IsFileName).Append(LockFile.Name);

    /// <summary>A lock file may have been made by anybody: a name in it must not lead out of the folder.</summary>
    static bool IsFileName(string name) => Path.GetFileName(name) == name;

    /// <summary>Names of files and folders that can be somebody's.</summary>
    static List<string> Entries(string folder)
    {
        if (!Directory.Exists(folder))
            return [];
        var entries = Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).ToList();
        entries.RemoveAll(name => BuildLock.OutputFiles.Contains(name)
            || ProvenanceFiles.Names.Contains(name)
            || (name == ArtifactFolder.PartialFolder && ArtifactFolder.IsPartialFolder(Path.Combine(folder, name)))
            // In the root of a file system.
            || name == "lost+found");
        return entries;
    }
}
