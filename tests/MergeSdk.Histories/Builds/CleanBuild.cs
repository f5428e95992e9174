using MergeSdk.Histories.Worlds;

namespace MergeSdk.Histories.Builds;

/// <summary>What a build of the same inputs and recipe does in folders where nothing has been: the measure of all others.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Diagnostics">What it told.</param>
/// <param name="Output">All that is in the output folder, with the provenance, whether the project wants it or not.</param>
/// <param name="Lock">The project's lock file; null if there is none.</param>
sealed record CleanBuild(BuildResult Result, IReadOnlyList<string> Diagnostics, Snapshot Output, byte[]? Lock)
{
    public static async Task<CleanBuild> Of(World world, Stage stage, bool locked)
    {
        var folder = world.Beside("clean");
        Directory.CreateDirectory(folder);
        string Clean(string name) => Path.Combine(folder, name);
        var project = stage.Project(locked) with { Output = Clean("bin"), Intermediate = Clean("obj"), Lock = Clean("merge.lock.json"), Provenance = "true" };
        if (locked && File.Exists(stage.Lock))
            File.Copy(stage.Lock, project.Lock);
        // A recipe is compiled once for each text and set of models, which saves half the time.
        var recipe = Path.Combine(project.Intermediate, "merge.recipe");
        var recipeKey = string.Join('\n', [stage.RecipeTexts(), .. project.Models]);
        if (world.CompiledRecipes.TryGetValue(recipeKey, out var compiled))
        {
            Directory.CreateDirectory(project.Intermediate);
            File.WriteAllBytes(recipe, compiled);
        }
        var result = await ToolRun.Here("build", project, new BuildLimits(1, "256MB")).ConfigureAwait(false);
        var clean = new CleanBuild(
            result,
            result.Diagnostics(project),
            Snapshot.Of(project.Output),
            File.Exists(project.Lock) ? File.ReadAllBytes(project.Lock) : null);
        if (File.Exists(recipe))
            world.CompiledRecipes[recipeKey] = File.ReadAllBytes(recipe);
        Directory.Delete(folder, recursive: true);
        return clean;
    }
}
