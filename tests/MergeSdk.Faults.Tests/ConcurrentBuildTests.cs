namespace MergeSdk.Faults.Tests;

/// <summary>Two builds of one project at once.</summary>
public sealed class ConcurrentBuildTests : IDisposable
{
    readonly FaultProject _project = new();

    public void Dispose() => _project.Dispose();

    [SkippableFact]
    public void The_second_one_fails_at_once_and_names_the_first()
    {
        const string Fault = "second build at once";
        using (var first = StartAndStop())
        {
            var second = _project.Build(Variant.Patched);
            Tally.Injected(Fault);
            second.ShouldFail("MERGE4004", $"process {first.Id} ");
            first.Continue().ShouldSucceed();
        }
        _project.JudgeArtifact(Variant.Old);
        _project.Published.Should().Be(Variant.Old, "the second build changed nothing");
        _project.Finish(Variant.Old);
        Tally.Survived(Fault);
    }

    [SkippableFact]
    public void Of_two_that_start_at_the_same_moment_none_harms_the_other()
    {
        const string Fault = "two builds at the same moment";
        Requires.Linux();
        _project.Build(Variant.Old).ShouldSucceed();
        for (var pair = 0; pair < 3; pair++)
        {
            _project.Clean();
            using var first = _project.StartBy([], Variant.Old);
            using var second = _project.StartBy([], Variant.Old);
            var ended = new[] { first, second }.Select(build => BuildResult.Of(ToolProcess.WaitFor(build))).ToList();
            Tally.Injected(Fault);
            ended.Should().Contain(build => build.ExitCode == 0, string.Join('\n', ended.Select(build => build.Text)));
            foreach (var refused in ended.Where(build => build.ExitCode != 0))
                refused.ShouldFail("MERGE4004");
            _project.Finish(Variant.Old);
            Tally.Survived(Fault);
        }
    }

    [SkippableFact]
    public void The_lock_of_a_killed_build_does_not_outlive_it()
    {
        const string Fault = "kill -9 of the lock's holder";
        using (var first = StartAndStop())
            first.Kill();
        Tally.Injected(Fault);
        File.Exists(Path.Combine(_project.State, "merge.busy")).Should().BeTrue("the lock's file stays");
        _project.Finish(Variant.Old);
        Tally.Survived(Fault);
    }

    StoppedBuild StartAndStop()
    {
        Requires.Strace();
        return Strace.StopAt(_project, Variant.Old, new Call("ftruncate", "bin/.partial/model-00001-of-00002.safetensors", 1));
    }
}
