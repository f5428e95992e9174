using MergeSdk.Graph.Plans;

namespace MergeSdk.Recipes;

/// <summary>What a plan was made from, as the lock file and the model card have it.</summary>
/// <param name="Name">The merged model's name.</param>
/// <param name="Files">The recipe's files, the recipe itself first.</param>
sealed record RecipeText(string Name, IReadOnlyList<RecipeFile> Files)
{
    /// <summary>Reads the texts of a recipe's files; assemblies have none.</summary>
    public static RecipeText Read(string name, IReadOnlyList<string> files)
    {
        var folder = Path.GetDirectoryName(files[0])!;
        return new RecipeText(name, [.. files.Where(file => Path.GetExtension(file) != ".dll").Select(Read)]);

        RecipeFile Read(string path) => new(Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllText(path).ReplaceLineEndings("\n"));
    }
}
