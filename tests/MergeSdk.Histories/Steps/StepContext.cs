using MergeSdk.Histories.Builds;
using MergeSdk.Histories.Worlds;

namespace MergeSdk.Histories.Steps;

/// <summary>What a step works with.</summary>
/// <param name="World">The history's folder.</param>
/// <param name="Stage">The project it is about.</param>
/// <param name="Dice">Its decisions.</param>
/// <param name="Report">Where it is counted.</param>
/// <param name="Sabotage">What a test of the harness does to an output before it is judged.</param>
sealed record StepContext(World World, Stage Stage, Dice Dice, HistoryReport Report, Action<Stage>? Sabotage)
{
    /// <summary>A build of the project as things are now.</summary>
    public CheckedBuild Build(Stage? stage = null) => new(World, stage ?? Stage, Report, Sabotage);
}
