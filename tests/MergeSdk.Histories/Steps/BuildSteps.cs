using System.Globalization;
using MergeSdk.Histories.Builds;

namespace MergeSdk.Histories.Steps;

/// <summary>Ways to build, and to look at what a build would do or has done.</summary>
static class BuildSteps
{
    static readonly string[] s_calls = ["pwrite64", "rename", "renameat2", "unlink", "fsync", "ftruncate", "rmdir", "copy_file_range"];

    static readonly bool s_hasStrace = OperatingSystem.IsLinux() && File.Exists("/usr/bin/strace");

    public static (int Weight, Step Item)[] All { get; } =
    [
        (70, new Step("build", async context => Told(await Whole(context).ConfigureAwait(false)))),
        (8, new Step("build of one project alone", async context => Told(await context.Build().Run(Limits(context)).ConfigureAwait(false)))),
        (10, new Step("explain, then build", ExplainAndBuild)),
        (4, new Step("plan", async context => Told(await context.Build().Look("plan", Limits(context)).ConfigureAwait(false)))),
        (6, new Step("build, then verify", BuildAndVerify)),
        (4, new Step("locked build", async context => Told(await context.Build().Run(Limits(context), locked: true).ConfigureAwait(false)))),
        (5, new Step("build canceled", Cancel)),
        (2, new Step("build killed", Kill)),
        (3, new Step("two builds at once", async context => await context.Build().Twice(Limits(context), sameState: true).ConfigureAwait(false))),
        (2, new Step("two builds at once, each with its state", async context =>
            await context.Build().Twice(Limits(context), sameState: false).ConfigureAwait(false))),
    ];

    /// <summary>Builds all projects as <c>dotnet build</c> does: a failed one is the last.</summary>
    static async Task<BuildResult> Whole(StepContext context)
    {
        BuildResult? result = null;
        foreach (var stage in context.World.Stages)
        {
            result = await context.Build(stage).Run(Limits(context)).ConfigureAwait(false);
            if (!result.Succeeded)
                break;
        }
        return result!;
    }

    static BuildLimits Limits(StepContext context) => BuildLimits.Random(context.Dice);

    static string Told(BuildResult result) => string.Create(CultureInfo.InvariantCulture, $"exit code {result.ExitCode}: {result.Text.Trim()}");

    static async Task<string?> ExplainAndBuild(StepContext context)
    {
        var explained = await context.Build().Look("explain", Limits(context)).ConfigureAwait(false);
        var built = await context.Build().Run(Limits(context), explained: explained.WouldMerge).ConfigureAwait(false);
        return $"{Told(explained)}\n{Told(built)}";
    }

    static async Task<string?> BuildAndVerify(StepContext context)
    {
        var built = await context.Build().Run(Limits(context)).ConfigureAwait(false);
        if (!built.Succeeded)
            return Told(built);
        var verified = await context.Build().Look(context.Dice.OneIn(4) ? "verify-rebuild" : "verify", Limits(context)).ConfigureAwait(false);
        // Other errors are about how config and weights go together.
        if (verified.ErrorCodes.FirstOrDefault(code => code is "MERGE6001" or "MERGE6002" or "MERGE6003" or "MERGE6007") is { } code)
            throw new Fault("verify finds fault with what was just built", verified.Text);
        // Files of others must stay as they were made, for what is compared.
        if (context.Stage.Foreign.Count > 0 || Damage.File(context.Stage.Output, context.Dice) is not { } damage)
            return Told(verified);
        context.Stage.IsDamaged = true;
        var found = await context.Build().Look("verify", Limits(context)).ConfigureAwait(false);
        // Neither provenance nor the artifact's own copy of the lock is in the lock.
        if (found.Succeeded && !damage.StartsWith("merge.", StringComparison.Ordinal))
            throw new Fault("verify finds nothing wrong", $"{damage}: {found.Text}");
        return $"{Told(verified)}\nthen {damage}: {Told(found)}";
    }

    static async Task<string?> Cancel(StepContext context) =>
        Told(await context.Build().Cancel(Limits(context), TimeSpan.FromMilliseconds(context.Dice.Next(40))).ConfigureAwait(false));

    static async Task<string?> Kill(StepContext context)
    {
        if (OperatingSystem.IsWindows())
            return null;
        // A recipe that has been compiled leaves more of the time to the merge.
        await context.Build().Look("plan", Limits(context)).ConfigureAwait(false);
        var call = context.Dice.Pick(s_calls);
        var (number, moment) = (context.Dice.Between(1, 12), TimeSpan.FromMilliseconds(context.Dice.Next(150)));
        var signal = context.Dice.OneIn(4) ? "INT" : "KILL";
        if (!s_hasStrace || context.Dice.OneIn(2))
        {
            var ended = await context.Build().Kill(Limits(context), moment, [], signal).ConfigureAwait(false);
            return $"SIG{signal} after {moment.TotalMilliseconds} ms: {Told(ended)}";
        }
        string[] command = ["strace", "-f", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:signal=KILL:when={number}"];
        return $"at {call} {number}: {Told(await context.Build().Kill(Limits(context), after: null, command).ConfigureAwait(false))}";
    }
}
