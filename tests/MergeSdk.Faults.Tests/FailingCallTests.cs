using MergeSdk.Graph;

namespace MergeSdk.Faults.Tests;

/// <summary>A system call that fails: the disk is broken, or full. The build says which file and why, and leaves nothing torn.</summary>
public sealed class FailingCallTests : IDisposable
{
    readonly FaultProject _project = new();

    public void Dispose() => _project.Dispose();

    [SkippableTheory]
    [InlineData(null, "old", "old")]
    [InlineData("old", "patched", "patched")]
    [InlineData("old", "patched", "old")]
    [InlineData("patched", "single", "single")]
    public void A_broken_disk_is_an_error_with_the_file_and_the_cause(string? before, string goal, string next)
    {
        foreach (var call in Amount.Of(Calls(before, goal, "fsync", "pwrite64", "ftruncate", "rename", "unlink", "mkdir", "rmdir", "openat")))
            Fail("EIO at a system call", before, goal, next, call, "error=EIO", following: false, "Input/output error");
    }

    [SkippableTheory]
    [InlineData(null, "old")]
    [InlineData("old", "resharded")]
    public void A_disk_that_is_full_from_some_call_on_is_an_error(string? before, string goal)
    {
        var calls = Calls(before, goal, "pwrite64", "fallocate", "ftruncate").Where(call => call.Path.StartsWith("bin/", StringComparison.Ordinal)).ToList();
        for (var quarter = 0; quarter < 4; quarter++)
            Fail("ENOSPC at a quarter of the output", before, goal, goal, calls[quarter * calls.Count / 4], "error=ENOSPC", following: true, "No space left on device", "disk was full");
    }

    /// <summary>The system tells once that it could not write, and then reads back what the disk does not have.</summary>
    [SkippableFact]
    public void Bytes_that_the_disk_refused_are_not_reused()
    {
        Requires.Strace();
        var call = new Call("fsync", "bin/.partial/model-00001-of-00002.safetensors", 1);
        Fail("EIO at a system call", null, "old", "old", call, "error=EIO", following: false, result => result.UpToDate.Should().BeLessThanOrEqualTo(3), "Input/output error");
    }

    List<Call> Calls(string? before, string goal, params string[] names)
    {
        Requires.Strace();
        _project.Build(Variant.Named(goal)).ShouldSucceed();
        BringTo(before);
        // Without what is kept only to save time, and the end of a lock: the build goes on.
        return [.. Strace.Calls(_project, Variant.Named(goal))
            .Where(call => names.Contains(call.Name) && call.Path != "obj/merge.recipe" && !(call.Name == "unlink" && call.Path == "bin/.merge.busy"))];
    }

    void BringTo(string? before) => _project.BringTo(before is null ? null : Variant.Named(before));

    void Fail(string fault, string? before, string goal, string next, Call call, string error, bool following, params string[] causes) =>
        Fail(fault, before, goal, next, call, error, following, _ => { }, causes);

    void Fail(string fault, string? before, string goal, string next, Call call, string error, bool following, Action<BuildResult> check, params string[] causes)
    {
        BringTo(before);
        var failed = _project.BuildBy(Strace.With(_project, call, error, following), Variant.Named(goal));
        Tally.Injected(fault);
        failed.ExitCode.Should().Be(1, "{0} failed:\n{1}", call, failed.Text);
        // A file is written under another name and renamed: either name tells.
        var file = Path.GetFileName(call.Path).Replace(".tmp", "");
        failed.Text.Should().Contain(": error MERGE4002: ").And.Contain(file, "the message of a failing {0} should name it", call).And.ContainAny(causes);
        _project.JudgeArtifact(Variant.Named(goal));
        check(_project.Finish(Variant.Named(next)));
        Tally.Survived(fault);
    }
}
