using MergeSdk.Histories.Builds;
using MergeSdk.TestModels;

namespace MergeSdk.Histories.Worlds;

/// <summary>The folder of a history with everything in it: models, one or two merge projects, and what else a history has left there.</summary>
sealed class World : IDisposable
{
    static readonly string[] s_names = ["Base", "code", "math", "prose"];

    readonly TemporaryFolder _folder = new();

    public World(Dice dice)
    {
        Here = _folder["here"];
        Family = new ModelFamily(dice);
        foreach (var name in s_names.Take(dice.Between(2, 4)))
            Models.Add(Family.Model(name.ToLowerInvariant(), dice));
        if (dice.OneIn(2))
            Models.Add(Family.Adapter("style", dice));
        foreach (var model in Models)
            model.Write(PathOf(model));
        FirstModels = [.. Models.Select(model => model.Copy())];

        var inputs = () => Models.Select(model => new StageInput { Variable = model.IsAdapter ? "style" : s_names[Models.IndexOf(model)], Model = model });
        if (dice.OneIn(3))
            Stages.Add(new Stage(this, "up", dice.Next(int.MaxValue)) { Inputs = [.. inputs()] });
        Stages.Add(new Stage(this, "main", dice.Next(int.MaxValue))
        {
            // Not the first: that is the usual base.
            Inputs = [.. inputs(), .. Stages.Select(merge => new StageInput { Variable = "up", Merge = merge })],
        });
        foreach (var stage in Stages)
            stage.WriteRecipe();
    }

    public ModelFamily Family { get; }

    /// <summary>The folder of projects and models; a history may move it.</summary>
    public string Here { get; set; }

    public List<TestModel> Models { get; } = [];

    /// <summary>The models as they were at first.</summary>
    public IReadOnlyList<TestModel> FirstModels { get; }

    /// <summary>In the order they are built.</summary>
    public List<Stage> Stages { get; } = [];

    /// <summary>Files that links in output folders lead to; no build may write to them.</summary>
    public List<string> LinkTargets { get; } = [];

    /// <summary>Clean builds that have been made, by what they were made of.</summary>
    public Dictionary<string, CleanBuild> CleanBuilds { get; } = new(StringComparer.Ordinal);

    /// <summary>What clean builds have compiled, by all that the compiler saw.</summary>
    public Dictionary<string, byte[]> CompiledRecipes { get; } = new(StringComparer.Ordinal);

    public string PathOf(TestModel model) => Path.Combine(Here, "models", model.Folder);

    /// <summary>A path beside <see cref="Here"/>, on the same disk.</summary>
    public string Beside(string name) => _folder[name];

    public void Dispose() => _folder.Dispose();
}
