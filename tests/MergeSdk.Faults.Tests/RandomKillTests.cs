using System.Diagnostics;

namespace MergeSdk.Faults.Tests;

/// <summary>kill -9 at random moments, also several times before a build may finish, and with the project changed in between.</summary>
public sealed class RandomKillTests : IDisposable
{
    const string Fault = "kill -9 at a random moment";
    const int Seed = 20260731;

    // 12 MiB of weights: enough that most kills meet a build at work.
    readonly FaultProject _project = new(scale: 128);

    public void Dispose() => _project.Dispose();

    [SkippableFact]
    public void The_artifact_is_whole_or_cannot_be_loaded()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no kill -9.");
        var random = new Random(Seed);
        var duration = Duration();
        var (kills, unfinished) = (0, 0);
        while (kills < Amount.RandomKills)
        {
            if (random.Next(4) == 0)
                _project.BringTo(null);
            var goal = Variant.All[random.Next(Variant.All.Count)];
            if (Kill(goal, random.NextDouble() * duration))
                (kills, unfinished) = (kills + 1, unfinished + 1);
            _project.JudgeArtifact(goal);
            if (random.Next(2) == 0 || kills == Amount.RandomKills)
            {
                var next = random.Next(2) == 0 ? goal : Variant.All[random.Next(Variant.All.Count)];
                _project.Finish(next);
                for (; unfinished > 0; unfinished--)
                    Tally.Survived(Fault);
            }
        }
    }

    /// <summary>How long a whole build takes from the moment that it begins to merge.</summary>
    TimeSpan Duration()
    {
        // The recipe is compiled only once.
        _project.Build(Variant.Old).ShouldSucceed();
        _project.BringTo(null);
        using var build = StartMerging(Variant.Old);
        var clock = Stopwatch.StartNew();
        build.WaitForExit();
        _project.JudgeArtifact(Variant.Old);
        return clock.Elapsed;
    }

    Process StartMerging(Variant goal)
    {
        var busy = Path.Combine(_project.State, "merge.busy.by");
        File.Delete(busy);
        var build = _project.StartBy([], goal);
        while (!File.Exists(busy) && !build.HasExited)
            Thread.Sleep(1);
        return build;
    }

    /// <returns>Whether it was not too late.</returns>
    bool Kill(Variant goal, TimeSpan moment)
    {
        using var build = StartMerging(goal);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < moment && !build.HasExited)
            Thread.Sleep(1);
        build.Kill();
        build.WaitForExit();
        if (build.ExitCode != BuildResult.Killed)
            return false;
        Tally.Injected(Fault);
        return true;
    }
}
