using System.Text.Json;
using MergeSdk.Histories.Recipes;
using MergeSdk.Tool;

namespace MergeSdk.Histories.Worlds;

/// <summary>One merge project of a history. The last one may have another one's output among its models.</summary>
sealed class Stage(World world, string name, int recipeSeed)
{
    /// <summary>What is left of a lock file that was cut off.</summary>
    public const string UnreadableLock = "{";

    const string Request = "merge.request.json";

    public string Name => name;

    public Recipe Recipe { get; set; } = new(recipeSeed);

    /// <summary>The recipes before, the oldest first.</summary>
    public List<Recipe> EarlierRecipes { get; } = [];

    public List<StageInput> Inputs { get; init; } = [];

    /// <summary>The merge that is built before this one.</summary>
    public Stage? Upstream => Inputs.Select(input => input.Merge).SingleOrDefault(merge => merge is not null);

    public string Title { get; set; } = "Merged";

    public string MaxShardSize { get; set; } = "5GB";

    public string NonFinite { get; set; } = "Warn";

    public bool Provenance { get; set; }

    public string Folder => Path.Combine(world.Here, name);

    public string Output => Path.Combine(Folder, "bin");

    public string State => Path.Combine(Folder, "obj");

    public string Lock => Path.Combine(Folder, "merge.lock.json");

    /// <summary>Files of others in the output folder, by their names there.</summary>
    public Dictionary<string, byte[]> Foreign { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the lock file has been cut off since it was last written.</summary>
    public bool HasUnreadableLock => File.Exists(Lock) && File.ReadAllText(Lock) == UnreadableLock;

    /// <summary>Whether something has been done to the output since it was last built.</summary>
    public bool IsDamaged { get; set; }

    /// <summary>What was in the state folder after the last builds, the newest last.</summary>
    public List<Snapshot> EarlierStates { get; } = [];

    /// <summary>Writes the recipe for the models as they are called now.</summary>
    public void WriteRecipe()
    {
        Directory.CreateDirectory(Folder);
        var models = Inputs.Where(input => input.Model?.IsAdapter != true).Select(input => input.Variable).ToList();
        var adapters = Inputs.Where(input => input.Model?.IsAdapter == true).Select(input => input.Variable).ToList();
        foreach (var (file, text) in Recipe.Write(models, adapters, world.Family.Layers))
        {
            var path = Path.Combine(Folder, file);
            if (!File.Exists(path) || File.ReadAllText(path) != text)
                File.WriteAllText(path, text);
        }
    }

    /// <summary>The recipe's texts.</summary>
    public string RecipeTexts() => string.Concat(Directory.EnumerateFiles(Folder, "*.csx").Order(StringComparer.Ordinal)
        .Select(file => $"--- {name}/{Path.GetFileName(file)}\n{File.ReadAllText(file)}"));

    /// <summary>Deletes the output, with what others have put there.</summary>
    /// <returns>Whether there was any.</returns>
    public bool DeleteOutput()
    {
        if (!Directory.Exists(Output))
            return false;
        Directory.Delete(Output, recursive: true);
        Foreign.Clear();
        IsDamaged = false;
        return true;
    }

    public MergeProject Project(bool locked = false) => new()
    {
        Name = Title,
        Project = Path.Combine(Folder, name + ".mergeproj"),
        Recipe = Path.Combine(Folder, "recipe.csx"),
        Models = [.. Inputs.Select(input => input.ToModel(world))],
        Output = Output,
        Intermediate = State,
        Lock = Lock,
        MaxShardSize = MaxShardSize,
        NonFinite = NonFinite,
        Provenance = Provenance ? "true" : "",
        Locked = locked ? "true" : "",
    };

    /// <summary>Writes what MSBuild would hand over.</summary>
    /// <returns>The file.</returns>
    public static string WriteRequest(MergeProject project)
    {
        Directory.CreateDirectory(project.Intermediate);
        var path = Path.Combine(project.Intermediate, Request);
        var text = JsonSerializer.Serialize(project, JsonSerializerOptions.Web);
        if (!File.Exists(path) || File.ReadAllText(path) != text)
            File.WriteAllText(path, text);
        return path;
    }
}

/// <summary>A model, an adapter or another merge's output, as a project names it.</summary>
sealed class StageInput
{
    /// <summary>Its variable in the recipe.</summary>
    public required string Variable { get; set; }

    public TestModel? Model { get; init; }

    public Stage? Merge { get; init; }

    public string Id { get; set; } = "";

    public ProjectModel ToModel(World world) =>
        Merge is not null
            ? new ProjectModel(Variable, Merge.Output, $"../{Merge.Name}/{Merge.Name}.mergeproj", "Merge", Id)
            : new ProjectModel(Variable, world.PathOf(Model!), $"../models/{Model!.Folder}", Model.IsAdapter ? "Adapter" : "Model", Id);
}
