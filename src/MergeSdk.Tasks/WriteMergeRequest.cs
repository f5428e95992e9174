using System.Text;
using Microsoft.Build.Framework;

namespace MergeSdk.Tasks;

/// <summary>
/// Writes what a project asks of the tool to a file, <c>obj/merge.request.json</c>: it has no length limit, as a command line has, and it can be looked at. A file
/// that says the same already is left alone, since its time stamp is one of the things that decide whether the tool starts.
/// </summary>
public sealed class WriteMergeRequest : Microsoft.Build.Utilities.Task
{
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The file to write.</summary>
    [Required]
    public string RequestFile { get; set; } = "";

    /// <summary>The merge's name.</summary>
    [Required]
    public string ProjectName { get; set; } = "";

    /// <summary>The project file.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>The recipe.</summary>
    [Required]
    public string Recipe { get; set; } = "";

    /// <summary>The Model items.</summary>
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The Adapter items.</summary>
    public ITaskItem[] Adapters { get; set; } = [];

    /// <summary>What referenced merge projects made: folders.</summary>
    public ITaskItem[] Merges { get; set; } = [];

    /// <summary>Assemblies the recipe may use.</summary>
    public ITaskItem[] References { get; set; } = [];

    /// <summary>Native libraries that those assemblies load.</summary>
    public ITaskItem[] NativeLibraries { get; set; } = [];

    /// <summary>Where the merged model goes.</summary>
    [Required]
    public string OutputFolder { get; set; } = "";

    /// <summary>Where the stamp and the tool's own state go.</summary>
    [Required]
    public string IntermediateFolder { get; set; } = "";

    /// <summary>The lock file beside the project.</summary>
    [Required]
    public string LockFile { get; set; } = "";

    /// <summary>The largest shard, such as <c>5GB</c>.</summary>
    public string MaxShardSize { get; set; } = "";

    /// <summary>What becomes of NaN and infinities: <c>Error</c>, <c>Warn</c> or <c>Allow</c>.</summary>
    public string NonFinite { get; set; } = "";

    /// <summary>Values of the recipe's arguments: <c>name=value</c>, with semicolons between. One text, since an escaped semicolon separates here, too.</summary>
    public string Arguments { get; set; } = "";

    /// <summary>Whether the build is held to the lock file.</summary>
    public bool Locked { get; set; }

    /// <summary>Whether the artifact's provenance is written.</summary>
    public bool Provenance { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            var path = Path.GetFullPath(RequestFile);
            var text = Format();
            if (File.Exists(path) && File.ReadAllText(path, Utf8) == text)
                return true;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // It may be a link.
            File.Delete(path);
            File.WriteAllText(path, text, Utf8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogError(null, TaskDiagnosticCodes.RequestNotWritten, null, ProjectFile, 0, 0, 0, 0,
                "{0}", $"The request for the merge tool cannot be written: {e.Message}");
        }
        return !Log.HasLoggedErrors;
    }

    string Format()
    {
        var json = new JsonText().OpenObject()
            .Member("name", ProjectName)
            .Member("project", Absolute(ProjectFile))
            .Member("recipe", Absolute(Recipe))
            .OpenArray("models");
        foreach (var model in Models)
            AppendModel(json, model, "Model", model.ItemSpec, "");
        foreach (var adapter in Adapters)
            AppendModel(json, adapter, "Adapter", adapter.ItemSpec, "");
        foreach (var merge in Merges)
        {
            var project = merge.GetMetadata("MSBuildSourceProjectFile");
            AppendModel(json, merge, "Merge", merge.GetMetadata("OriginalItemSpec"), Path.GetFileNameWithoutExtension(project));
        }
        json.CloseArray().OpenArray("references");
        foreach (var reference in References)
            json.Element(reference.GetMetadata("FullPath"));
        json.CloseArray().OpenArray("nativeLibraries");
        foreach (var library in NativeLibraries)
            json.Element(library.GetMetadata("FullPath"));
        json.CloseArray().OpenArray("arguments");
        foreach (var argument in Arguments.Split(';').Select(argument => argument.Trim()).Where(argument => argument.Length > 0))
            json.Element(argument);
        return json.CloseArray()
            .Member("output", Absolute(OutputFolder))
            .Member("intermediate", Absolute(IntermediateFolder))
            .Member("lock", Absolute(LockFile))
            .Member("maxShardSize", MaxShardSize)
            .Member("nonFinite", NonFinite)
            .Member("locked", Locked ? "true" : "false")
            .Member("provenance", Provenance ? "true" : "false")
            .CloseObject()
            .ToString();
    }

    static void AppendModel(JsonText json, ITaskItem item, string kind, string asWritten, string defaultName)
    {
        var name = item.GetMetadata("Name");
        var id = item.GetMetadata("Id");
        json.OpenObject()
            .Member("name", name.Length > 0 ? name : defaultName)
            .Member("path", IsOfHub(item) ? HubName(item) : TrimSeparator(item.GetMetadata("FullPath")))
            .Member("as", asWritten)
            .Member("kind", kind)
            .Member("id", id.Length > 0 ? id : defaultName)
            .Member("state", item.GetMetadata("MergeStateFolder"))
            .CloseObject();
    }

    /// <summary>A model named by its Hub id; the tool looks it up in the cache.</summary>
    static bool IsOfHub(ITaskItem item) => item.ItemSpec.StartsWith("hf:", StringComparison.Ordinal);

    static string HubName(ITaskItem item) => item.GetMetadata("Revision") is { Length: > 0 } revision ? $"{item.ItemSpec}@{revision}" : item.ItemSpec;

    static string Absolute(string path) => TrimSeparator(Path.GetFullPath(path));

    static string TrimSeparator(string path)
    {
        var trimmed = path.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        return trimmed.Length == 0 || trimmed.EndsWith(":", StringComparison.Ordinal) ? path : trimmed;
    }
}
