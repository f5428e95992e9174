namespace MergeSdk.Faults.Tests;

/// <summary>SIGKILL before a system call that changes the disk: before each one in the long run.</summary>
public sealed class KillAtCallTests : IDisposable
{
    const string Fault = "SIGKILL at a system call";

    readonly FaultProject _project = new();

    public void Dispose() => _project.Dispose();

    /// <param name="before">What is published before; null if nothing is.</param>
    /// <param name="goal">What the killed build is to write.</param>
    /// <param name="next">What the build after it writes: the same, or what the project was changed to meanwhile.</param>
    [SkippableTheory]
    [InlineData(null, "old", "old")]
    [InlineData(null, "resharded", "old")]
    [InlineData("old", "patched", "patched")]
    [InlineData("old", "patched", "old")]
    [InlineData("old", "patched", "resharded")]
    [InlineData("old", "resharded", "resharded")]
    [InlineData("old", "resharded", "old")]
    [InlineData("single", "patched", "patched")]
    [InlineData("patched", "single", "single")]
    [InlineData("patched", "single", "old")]
    public void The_next_build_finishes_the_job(string? before, string goal, string next)
    {
        Requires.Strace();
        var (old, wanted, following) = (before is null ? null : Variant.Named(before), Variant.Named(goal), Variant.Named(next));
        // Once to have the recipe compiled, so that the build that is traced does what the later ones do.
        _project.Build(wanted).ShouldSucceed();
        _project.BringTo(old);
        var calls = Strace.Calls(_project, wanted);
        foreach (var call in Amount.Of(calls))
        {
            _project.BringTo(old);
            _project.BuildBy(Strace.With(_project, call, "signal=SIGKILL"), wanted).ExitCode.Should().Be(BuildResult.Killed, "the build was to be killed at {0}", call);
            Tally.Injected(Fault);
            _project.JudgeArtifact(wanted);
            // Where the goal changed, a tensor may have been in the middle of being overwritten, with its old record.
            var finished = _project.Finished(following) - (following == wanted ? 0 : 1);
            _project.Finish(following).UpToDate.Should().BeGreaterThanOrEqualTo(finished, "what was finished is not computed again, after {0}", call);
            Tally.Survived(Fault);
        }
    }

    [SkippableFact]
    public void A_state_that_was_hardly_begun_is_begun_again()
    {
        Requires.Strace();
        foreach (var call in new[] { new Call("pwrite64", "obj/merge.state", 1), new Call("openat", "bin/.partial/model-00002-of-00002.safetensors", 1) })
        {
            _project.BuildBy(Strace.With(_project, call, "signal=SIGKILL"), Variant.Old).ExitCode.Should().Be(BuildResult.Killed);
            Tally.Injected(Fault);
            _project.JudgeArtifact(Variant.Old);
        }
        _project.Finished(Variant.Old).Should().Be(3, "the second build finished a weight file");
        _project.Finish(Variant.Old).FromInterrupted.Should().Be(3);
        Tally.Survived(Fault);
        Tally.Survived(Fault);
    }
}
