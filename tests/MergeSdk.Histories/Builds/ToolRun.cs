using System.CommandLine;
using System.Diagnostics;
using MergeSdk.TestModels;
using MergeSdk.Tool;

namespace MergeSdk.Histories.Builds;

/// <summary>Runs the tool's command line: in this process, where the compiler is started once, or as a process of its own, which can be killed.</summary>
static class ToolRun
{
    /// <summary>Does what MSBuild would have the tool do.</summary>
    public static async Task<BuildResult> Here(string verb, MergeProject project, BuildLimits limits, CancellationToken cancellation = default)
    {
        using var text = new StringWriter();
        var parsed = Commands.Create(text).Parse(Arguments(verb, project, limits));
        var configuration = new InvocationConfiguration { Output = text, Error = text, ProcessTerminationTimeout = null };
        var exitCode = await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        return new BuildResult(exitCode, text.ToString());
    }

    /// <summary>Starts a build as a process, by another command if one is named.</summary>
    public static Process Start(MergeProject project, BuildLimits limits, params IEnumerable<string> command) =>
        // A test run in a shell's background ignores SIGINT, and so would the build.
        ToolProcess.StartBy(["env", "--default-signal=INT", .. command], Arguments("build", project, limits), ("DOTNET_TieredPGO", "0"));

    static string[] Arguments(string verb, MergeProject project, BuildLimits limits) =>
        ["msbuild", verb, Worlds.Stage.WriteRequest(project), "--threads", $"{limits.Threads}", "--memory-limit", limits.Memory];
}

/// <summary>What a build may use; its result does not depend on it.</summary>
readonly record struct BuildLimits(int Threads, string Memory)
{
    public static BuildLimits Random(Dice dice) => new(dice.Pick([1, 1, 2, 3, 8]), dice.Pick(["256MB", "256MB", "32MB"]));
}
