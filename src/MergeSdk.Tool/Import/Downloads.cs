using MergeSdk.Recipes;
using YamlDotNet.RepresentationModel;

namespace MergeSdk.Tool.Import;

/// <summary>Where models of repositories have to be put: below the root project's folder, each once, whichever documents use it.</summary>
sealed class Downloads(string root, ImportMessages messages)
{
    readonly Dictionary<(ModelReference, ModelKind), string> _folders = [];

    /// <summary>The folder for a repository. The first time, a warning says what to do.</summary>
    public string Folder(ModelReference reference, ModelKind kind, YamlNode node)
    {
        if (_folders.TryGetValue((reference, kind), out var folder))
            return folder;
        var parent = Path.Combine(root, kind == ModelKind.Adapter ? "adapters" : "models");
        folder = Path.Combine(parent, reference.Path.Split('/')[^1]);
        if (_folders.ContainsValue(folder))
            folder = Path.Combine(parent, reference.ToString());
        _folders.Add((reference, kind), folder);
        var revision = reference.Revision is null ? "" : $" --revision {reference.Revision}";
        messages.Warn(
            DiagnosticCodes.ImportModelToDownload, node,
            $"there is no folder {reference}, so it is taken for a repository. Download it: hf download {reference.Path}{revision} --local-dir {Shortest(folder)}");
        return folder;
    }

    /// <summary>As a person would type it: from the current folder if it lies below it, otherwise whole.</summary>
    static string Shortest(string folder)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, folder);
        return (relative.StartsWith("..", StringComparison.Ordinal) ? folder : relative).Replace('\\', '/');
    }
}
