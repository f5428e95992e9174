using Microsoft.Build.Framework;

namespace MergeSdk.Tasks;

/// <summary>Says what a target is run for, in a terminal as elsewhere. The target <c>_TestRunStart</c> must have run.</summary>
[MSBuildMultiThreadableTask]
public sealed class ShowText : Microsoft.Build.Utilities.Task
{
    /// <summary>What to say.</summary>
    [Required]
    public string Text { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        TerminalLogger.Show(BuildEngine, Text);
        return true;
    }
}
