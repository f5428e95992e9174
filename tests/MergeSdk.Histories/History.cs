using System.Text;
using MergeSdk.Graph;
using MergeSdk.Histories.Steps;
using MergeSdk.Histories.Worlds;

namespace MergeSdk.Histories;

/// <summary>
/// Builds of a random project with random changes in between. The project is a function of the seed and the history's number, and so is every step, of its
/// own number, too: any of them can be left out, and the others stay what they are.
/// </summary>
/// <param name="seed">The seed of all histories.</param>
/// <param name="number">Which one it is.</param>
/// <param name="without">Names of kinds of steps to leave out.</param>
/// <param name="sabotage">What a test of this harness does to each output before it is judged.</param>
sealed class History(int seed, int number, IReadOnlyCollection<string> without, Action<Stage>? sabotage)
{
    readonly StringBuilder _told = new();

    /// <summary>What was done in the last run, as a person would do it again.</summary>
    public string Told => _told.ToString();

    /// <summary>Does the steps of these numbers.</summary>
    /// <returns>What went wrong, and in which step; null if nothing did.</returns>
    public (Fault Fault, int Step)? Run(IReadOnlyList<int> steps, HistoryReport report)
    {
        _told.Clear();
        using var world = new World(new Dice(Dice.Seed(seed, number)));
        _told.AppendLine(string.Join(", ", world.Models.Select(model => $"{model.Folder}: {model.Tensors.Count} tensors in {model.Shards} files")));
        foreach (var stage in world.Stages)
            _told.Append(stage.RecipeTexts());
        foreach (var step in steps)
        {
            var dice = new Dice(Dice.Seed(seed, number, step));
            var kind = dice.Pick(Step.All);
            var stage = dice.Pick(world.Stages);
            if (without.Contains(kind.Name))
                continue;
            _told.AppendLine($"{step}. {kind.Name} ({stage.Name})");
            try
            {
                if (kind.Run(new StepContext(world, stage, dice, report, sabotage)).GetAwaiter().GetResult() is not { } what)
                    continue;
                report.Count(kind.Name);
                _told.AppendLine("   " + what.ReplaceLineEndings("\n   "));
            }
            catch (Fault fault)
            {
                return (fault, step);
            }
#pragma warning disable CA1031 // A file that the product holds, or has not put where it belongs, shows as any exception.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                return (new Fault($"{exception.GetType().Name} in the step", exception.ToString()), step);
            }
        }
        return null;
    }
}
