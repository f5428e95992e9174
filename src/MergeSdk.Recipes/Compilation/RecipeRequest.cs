namespace MergeSdk.Recipes;

/// <summary>What <see cref="RecipeProgram"/> needs to know.</summary>
sealed record RecipeRequest
{
    /// <summary>The recipe's file. Positions in messages name it as it is written here.</summary>
    public required string RecipePath { get; init; }

    /// <summary>The merged model's name: the title of its card.</summary>
    public string Name { get; init; } = "";

    /// <summary>The models the recipe can use, in the project's order.</summary>
    public required IReadOnlyList<ModelInput> Models { get; init; }

    /// <summary>Assemblies the recipe can use, such as those of the project's packages. Files that are not managed assemblies are passed over.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Native libraries that those assemblies load, for the system this runs on.</summary>
    public IReadOnlyList<string> NativeLibraries { get; init; } = [];

    /// <summary>The size above which a weight file is split, in bytes of tensor data.</summary>
    public long MaxShardBytes { get; init; } = 5_000_000_000;

    /// <summary>The file that keeps the compiled recipe from one build to the next; null: it is compiled every time.</summary>
    public string? CacheFile { get; init; }

    /// <summary>The file that names the models, for messages about them; the recipe if null.</summary>
    public string? ProjectPath { get; init; }
}
