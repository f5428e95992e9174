namespace MergeSdk.Faults.Tests;

/// <summary>Ctrl-C and SIGTERM end a build in good order; what was finished is kept.</summary>
public sealed class SignalTests : IDisposable
{
    const string Fault = "SIGTERM or SIGINT";
    const int Canceled = 130;

    readonly FaultProject _project = new();

    public void Dispose() => _project.Dispose();

    [SkippableTheory]
    [InlineData("SIGTERM")]
    [InlineData("SIGINT")]
    public void A_stopped_build_is_continued(string signal)
    {
        Requires.Strace();
        _project.Build(Variant.Old).ShouldSucceed();
        _project.Clean();
        // It comes when the second weight file is begun. A later call takes half a second, so that the build is still at work when the signal is handled.
        var call = new Call("ftruncate", "bin/.partial/model-00002-of-00002.safetensors", 1);
        // A test run in a shell's background ignores SIGINT, and so would the build.
        string[] command = ["env", "--default-signal=INT,TERM", .. Strace.With(_project, call, $"signal={signal}"), "-e", "trace=ftruncate,pwrite64", "-e", "inject=pwrite64:delay_enter=500000:when=2"];
        var stopped = _project.BuildBy(command, Variant.Old);
        Tally.Injected(Fault);
        stopped.ExitCode.Should().Be(Canceled, stopped.Text);
        stopped.Text.Should().Contain("What was finished is kept");
        _project.JudgeArtifact(Variant.Old);
        _project.Published.Should().BeNull();
        var finished = _project.Finished(Variant.Old);
        finished.Should().BeInRange(3, 5, "the first weight file was finished, the second was not");
        var resumed = _project.Finish(Variant.Old);
        resumed.UpToDate.Should().Be(finished);
        resumed.FromInterrupted.Should().Be(finished);
        Tally.Survived(Fault);
    }
}
