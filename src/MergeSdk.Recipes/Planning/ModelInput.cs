namespace MergeSdk.Recipes;

/// <summary>What kind of input a model folder is.</summary>
public enum ModelKind
{
    /// <summary>A whole model: a <see cref="Recipes.Model"/> in the recipe.</summary>
    Model,

    /// <summary>A PEFT LoRA adapter: a <see cref="TaskVector"/> in the recipe.</summary>
    Adapter,

    /// <summary>The output of another merge: a <see cref="Recipes.Model"/> in the recipe.</summary>
    Merge,
}

/// <summary>A model that the recipe can use.</summary>
/// <param name="Name">Its variable; empty: derived from the folder's name.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="As">The folder as the project names it, for the plan and for messages.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">What a model card calls it, such as <c>org/name</c>; empty: the folder's name.</param>
public sealed record ModelInput(string Name, string Folder, string As, ModelKind Kind, string Id)
{
    /// <summary>The last component of a folder's full path.</summary>
    internal static string FolderName(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
}
