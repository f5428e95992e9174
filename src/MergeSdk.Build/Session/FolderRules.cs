using MergeSdk.Build.Artifact;

namespace MergeSdk.Build.Session;

/// <summary>Where a model may be written: where it overwrites nothing of anybody's, and where the next build does not take it for an input.</summary>
static class FolderRules
{
    /// <summary>Looks at the folders of a build, before anything is written.</summary>
    /// <exception cref="MergeException">One lies where it must not, or has files of somebody else.</exception>
    public static void Check(MergeRequest request)
    {
        var inputs = request.Plan.Models.Select(model => ($"model '{model.Name}'", request.Checkpoints[model.Name].Folder)).Union(request.DeclaredInputs).ToList();
        CheckPlace(request.OutputFolder, inputs, request.SourceFolders);
        if (Contains(request.OutputFolder, request.StateFolder))
            throw Overlap(request.OutputFolder, $"the folder of the incremental state ({request.StateFolder}) lies in the output folder. Choose another one for either.");
        CheckLockFile(request, inputs);
        OwnedFiles.In(request.OutputFolder, request.LockFile);
    }

    /// <summary>Looks at where a folder lies that a model is to be written to.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="inputs">What each input is, and its folder.</param>
    /// <param name="sources">Folders of the project's own files.</param>
    public static void CheckPlace(string folder, IEnumerable<(string What, string Folder)> inputs, IEnumerable<string> sources)
    {
        CheckIsFolder(folder);
        foreach (var (what, input) in inputs)
        {
            if (Contains(folder, input) || Contains(input, folder))
                throw Overlap(folder, $"the output folder and the folder of {what} ({input}) lie one in the other. Choose another output folder.");
        }
        foreach (var source in sources)
        {
            if (Contains(folder, source))
            {
                throw new MergeException(
                    DiagnosticCodes.OutputIsSourceFolder,
                    $"the output folder is the folder of the project's own files ({source}), or has it in it. Choose another folder, or one below.",
                    new SourcePosition(folder));
            }
        }
    }

    /// <summary>A link to a folder, on a larger disk, is a folder; one that leads nowhere is not.</summary>
    static void CheckIsFolder(string folder)
    {
        for (var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)); !Directory.Exists(path) && Path.GetDirectoryName(path) is { } parent; path = parent)
        {
            var target = new FileInfo(path).LinkTarget;
            if (target is not null || File.Exists(path))
            {
                throw new MergeException(
                    DiagnosticCodes.OutputNotAFolder,
                    $"{(target is null ? "this is a file" : $"this link leads to {target}, where no folder is")}, so the model cannot be written there. "
                    + $"{(target is null ? "Choose another output folder" : "Make that folder, or remove the link")}.",
                    new SourcePosition(path));
            }
        }
    }

    /// <summary>The lock file beside the project is overwritten if it is one, and nothing else is.</summary>
    static void CheckLockFile(MergeRequest request, IEnumerable<(string What, string Folder)> inputs)
    {
        if (request.Locked)
            return;
        foreach (var (what, input) in inputs)
        {
            if (Contains(input, request.LockFile))
                throw Foreign($"the lock file would be written into the folder of {what}. Choose another path for it.");
        }
        if (Path.Exists(request.LockFile) && LockFile.TryRead(request.LockFile) is null)
            throw Foreign("this is no lock file that can be read, so it is not overwritten. Restore it, move it away, or choose another path for the lock file.");

        MergeException Foreign(string message) => new(DiagnosticCodes.LockFileForeign, message, new SourcePosition(request.LockFile));
    }

    static MergeException Overlap(string folder, string message) => new(DiagnosticCodes.OutputOverlapsInput, message, new SourcePosition(folder));

    /// <summary>Whether a folder is another one or has it, or a file, in it.</summary>
    static bool Contains(string folder, string path) => Normalize(path).StartsWith(Normalize(folder), PathComparison);

    static StringComparison PathComparison =>
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    static string Normalize(string folder) =>
        Path.TrimEndingDirectorySeparator(WithoutLinks(Path.GetFullPath(folder))) + Path.DirectorySeparatorChar;

    /// <summary>The path with every folder that is a link replaced by what it leads to; of folders that do not exist yet, nothing is.</summary>
    static string WithoutLinks(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        var whole = Path.Join(WithoutLinks(parent), Path.GetFileName(path));
        return Directory.Exists(whole) && Directory.ResolveLinkTarget(whole, returnFinalTarget: true) is { } target ? WithoutLinks(target.FullName) : whole;
    }
}
