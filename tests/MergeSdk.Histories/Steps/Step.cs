namespace MergeSdk.Histories.Steps;

/// <summary>A kind of step.</summary>
/// <param name="Name">What it is called in reports.</param>
/// <param name="Run">Does it; returns what it did, or null if there was nothing to do it to.</param>
sealed record Step(string Name, Func<StepContext, Task<string?>> Run)
{
    /// <summary>All kinds, with how often they come.</summary>
    public static IReadOnlyList<(int Weight, Step Item)> All { get; } =
        [.. BuildSteps.All, .. RecipeSteps.All, .. InputSteps.All, .. StateSteps.All, .. OutputSteps.All, .. ProjectSteps.All];

    /// <summary>A step that needs no time of its own.</summary>
    public static Step Of(string name, Func<StepContext, string?> run) => new(name, context => Task.FromResult(run(context)));
}
