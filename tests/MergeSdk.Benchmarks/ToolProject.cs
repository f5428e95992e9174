using System.Globalization;
using System.Text.RegularExpressions;

namespace MergeSdk.Benchmarks;

/// <summary>A recipe in a folder of its own, built by the tool as a process.</summary>
/// <param name="tool">The tool's <c>mergesdk.dll</c>.</param>
/// <param name="folder">The folder.</param>
/// <param name="models">Folders of models by name.</param>
/// <param name="threads">Threads to merge with.</param>
sealed partial class ToolProject(string tool, string folder, IReadOnlyDictionary<string, string> models, int threads)
{
    string RecipeFile => Path.Combine(folder, "recipe.csx");

    /// <summary>Begins anew: removes what was built, and writes a recipe.</summary>
    public void Reset(string recipe)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        Write(recipe);
    }

    /// <summary>Changes the recipe.</summary>
    public void Write(string recipe) => File.WriteAllText(RecipeFile, recipe + "\n");

    /// <summary>Builds.</summary>
    /// <returns>What it took, and how many tensors were computed.</returns>
    public (RunCost Cost, int Computed) Build()
    {
        var (cost, output) = MeasuredProcess.Run(["dotnet", .. Command("build")]);
        var merged = Merged().Match(output);
        return (cost, merged.Success ? int.Parse(merged.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0);
    }

    /// <summary>Shows the plan, to nobody.</summary>
    public RunCost Plan() => MeasuredProcess.Run(["sh", "-c", "exec dotnet \"$@\" > /dev/null", "sh", .. Command("plan")]).Cost;

    string[] Command(string verb) =>
    [
        "exec", tool, verb, RecipeFile, .. models.SelectMany(model => (string[])["--model", $"{model.Key}={model.Value}"]),
        "--threads", threads.ToString(CultureInfo.InvariantCulture),
    ];

    [GeneratedRegex(@"tensors: (\d+) merged")]
    private static partial Regex Merged();
}
