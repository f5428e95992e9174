namespace MergeSdk.Engine;

/// <summary>The output may not lie where it would overwrite an input, or where the next build would take it for one.</summary>
static class FolderRules
{
    public static void Check(MergeRequest request)
    {
        var output = Normalize(request.OutputFolder);
        foreach (var model in request.Plan.Models)
        {
            var input = Normalize(request.Checkpoints[model.Name].Folder);
            if (output.StartsWith(input, PathComparison) || input.StartsWith(output, PathComparison))
            {
                throw new MergeException(
                    DiagnosticCodes.OutputOverlapsInput,
                    $"the output folder and the folder of model '{model.Name}' ({request.Checkpoints[model.Name].Folder}) lie one in the other. Choose another output folder.",
                    new SourcePosition(request.OutputFolder));
            }
        }
    }

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
