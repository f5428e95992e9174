using System.Text.Json;
using MergeSdk.Build;
using MergeSdk.Recipes;
using MergeSdk.Tool.Hub;

namespace MergeSdk.Tool;

/// <summary>A merge as the project file or the command line describes it. MSBuild hands it over as JSON, <c>obj/merge.request.json</c>.</summary>
sealed record MergeProject
{
    /// <summary>The project's name: the title of the model card.</summary>
    public required string Name { get; init; }

    /// <summary>The project file, for errors about the project; the recipe when there is no project.</summary>
    public required string Project { get; init; }

    /// <summary>The recipe file.</summary>
    public required string Recipe { get; init; }

    /// <summary>Models, adapters and referenced merges, in the project's order.</summary>
    public required IReadOnlyList<ProjectModel> Models { get; init; }

    /// <summary>Assemblies the recipe can use.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Native libraries that those assemblies load.</summary>
    public IReadOnlyList<string> NativeLibraries { get; init; } = [];

    /// <summary>Values of the recipe's arguments, as <c>name=value</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The artifact's folder.</summary>
    public required string Output { get; init; }

    /// <summary>The folder of plan, state and diagnostics.</summary>
    public required string Intermediate { get; init; }

    /// <summary>The lock file beside the project.</summary>
    public required string Lock { get; init; }

    /// <summary>Most bytes of tensors in a weight file, such as <c>5GB</c>.</summary>
    public string MaxShardSize { get; init; } = "5GB";

    /// <summary>What becomes of NaN and infinities: <c>Error</c>, <c>Warn</c> or <c>Allow</c>.</summary>
    public string NonFinite { get; init; } = nameof(NonFinitePolicy.Warn);

    /// <summary>Whether the build is held to the lock file: <c>true</c>, or anything else for no.</summary>
    public string Locked { get; init; } = "";

    /// <summary>Whether the artifact's provenance is written: <c>true</c>, or anything else for no.</summary>
    public string Provenance { get; init; } = "";

    /// <summary>The file MSBuild wrote this project to; null on the command line.</summary>
    public string? RequestFile { get; init; }

    /// <summary>What each input is, and its folder.</summary>
    public IReadOnlyList<(string What, string Folder)> DeclaredInputs =>
        [.. Models.Select(model => ($"{model.Kind.ToLowerInvariant()} '{(model.Name.Length > 0 ? model.Name : Path.GetFileName(model.Path))}'", model.Path))];

    /// <summary>The folders of project and recipe.</summary>
    public IReadOnlyList<string> SourceFolders => [.. new[] { Project, Recipe }.Select(path => Path.GetDirectoryName(path)!).Distinct()];

    /// <summary>Reads what MSBuild hands over.</summary>
    public static MergeProject Read(string path) =>
        JsonSerializer.Deserialize<MergeProject>(File.ReadAllBytes(path), JsonSerializerOptions.Web)! with { RequestFile = Path.GetFullPath(path) };

    /// <summary>The project with the folders of models that it names by their Hub ids.</summary>
    /// <exception cref="MergeException">Some are not in the cache: all of them.</exception>
    public MergeProject WithHubModels()
    {
        if (!Models.Any(model => HubModel.IsNamedBy(model.Path)))
            return this;
        var (found, missing) = (new List<ProjectModel>(), new List<Diagnostic>());
        foreach (var model in Models)
        {
            try
            {
                found.Add(HubModel.IsNamedBy(model.Path) ? model.FromHub(new SourcePosition(Project)) : model);
            }
            catch (MergeException e)
            {
                missing.AddRange(e.Diagnostics);
            }
        }
        return missing.Count == 0 ? this with { Models = found } : throw new MergeException(missing);
    }
}

/// <summary>An input of a merge.</summary>
/// <param name="Name">Its variable in the recipe; empty: made from the folder's name.</param>
/// <param name="Path">Its folder, or <c>hf:org/name</c> until it has been looked up.</param>
/// <param name="As">The folder as the project writes it.</param>
/// <param name="Kind">Model, Adapter or Merge.</param>
/// <param name="Id">What a model card calls it; empty: the folder's name.</param>
/// <param name="State">Of a Merge: the folder of its plan and state.</param>
sealed record ProjectModel(string Name, string Path, string As, string Kind, string Id, string State = "")
{
    /// <summary>What says which commit of a Hub model is meant, if a file does: when it changes, so does the model.</summary>
    public string? HubReference { get; init; }

    /// <summary>The model whose path is a Hub id, with its folder in the cache. Its name is the repository's unless it has another, and what it is called holds the commit.</summary>
    public ProjectModel FromHub(SourcePosition project)
    {
        var model = HubModel.Parse(Path, project);
        var (folder, commit, reference) = HubCache.Require(model, project);
        return this with
        {
            Name = Name.Length > 0 ? Name : ModelNames.Identifier(model.Name),
            Path = folder,
            As = $"hf:{model.Repository}@{commit}",
            Id = Id.Length > 0 ? Id : model.Repository,
            HubReference = reference,
        };
    }
}
