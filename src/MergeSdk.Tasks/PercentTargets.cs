using System.Globalization;
using Microsoft.Build.Framework;

namespace MergeSdk.Tasks;

/// <summary>
/// Makes MSBuild's terminal logger show how far a merge has come. Its live line has the name of the target that the project is in, and no task can add to it. So
/// there are targets that do nothing, named after how much is done, and each is called when that much is.
/// </summary>
sealed class PercentTargets
{
    /// <summary>One target for each step is in <c>MergeSdk.Progress.targets</c>.</summary>
    public const int Step = 5;

    int _shown;

    /// <summary>The name of a step's target: what is seen.</summary>
    public static string Target(int percent) => "Merging " + percent.ToString(CultureInfo.InvariantCulture) + " percent";

    /// <summary>Shows a percentage, rounded down to one that has a target.</summary>
    public void Show(IBuildEngine engine, string percent)
    {
        if (!int.TryParse(percent, NumberStyles.None, CultureInfo.InvariantCulture, out var done) || done - _shown < Step || engine is not IBuildEngine3 caller)
            return;
        _shown = Math.Min(done, 100) / Step * Step;
        // No project named: this one, as the task CallTarget does it.
        caller.BuildProjectFilesInParallel([null!], [Target(_shown)], [null!], [null!], [null!], returnTargetOutputs: true);
    }
}
