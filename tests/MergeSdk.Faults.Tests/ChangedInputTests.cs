namespace MergeSdk.Faults.Tests;

/// <summary>An input that somebody else changes while it is merged: nothing may be published, and nothing wrong may be remembered.</summary>
public sealed class ChangedInputTests : IDisposable
{
    const string Fault = "input changed";

    readonly FaultProject _project = new();
    readonly byte[] _original;

    public ChangedInputTests() => _original = File.ReadAllBytes(_project.WeightsOf("a"));

    public void Dispose() => _project.Dispose();

    [SkippableTheory]
    [InlineData("truncated", null, "old")]
    [InlineData("truncated", "old", "patched")]
    [InlineData("rewritten", null, "old")]
    [InlineData("rewritten", "old", "patched")]
    [InlineData("replaced", null, "old")]
    [InlineData("replaced", "old", "patched")]
    public void The_build_is_refused_and_the_next_one_is_right(string change, string? before, string goal)
    {
        Stop(before, goal, "obj/merge.state", build =>
        {
            Change(change);
            build.Continue().ShouldFail("MERGE4001", _project.WeightsOf("a"));
        });
        _project.Published.Should().BeNull("an artifact is published after its inputs have been checked");
        Restore();
        _project.Finish(Variant.Named(goal));
        Tally.Survived(Fault);
    }

    /// <summary>The header was read already, so the bytes would be taken for other tensors' than they are.</summary>
    [SkippableFact]
    public void A_change_between_header_and_tensors_is_refused()
    {
        Stop(null, "old", "obj/merge.outputs.tmp", build =>
        {
            var tensors = ModelFolder.ReadFile(_project.WeightsOf("a"));
            // Put in its place, since the build has the file open.
            var changed = _project.WeightsOf("a") + ".new";
            ModelFolder.WriteFile(changed, tensors.Reverse().ToDictionary(tensor => tensor.Key, tensor => tensor.Value));
            File.Move(changed, _project.WeightsOf("a"), overwrite: true);
            build.Continue().ShouldFail("MERGE4001", _project.WeightsOf("a"));
        });
        _project.Published.Should().BeNull();
        Restore();
        _project.Finish(Variant.Old);
        Tally.Survived(Fault);
    }

    /// <summary>Tensors that were computed from wrong bytes must not pass for right ones when the right bytes are back.</summary>
    [SkippableFact]
    public void Nothing_of_it_is_remembered_when_the_build_is_killed_before_it_notices()
    {
        Requires.Strace();
        // The contents of the inputs are known from this build.
        _project.BringTo(Variant.Old);
        // Before the second weight file of the next one is opened to be patched; it is killed when that file is finished.
        var call = new Call("openat", "bin/.partial/model-00002-of-00002.safetensors", 1);
        using (var build = Strace.StopAt(_project, Variant.Patched, call, then: "fsync:signal=SIGKILL"))
        {
            Change("rewritten");
            build.Continue().ExitCode.Should().NotBe(0);
        }
        Tally.Injected(Fault);
        _project.JudgeArtifact(Variant.Patched);
        Restore();
        _project.Finish(Variant.Patched);
        Tally.Survived(Fault);
    }

    void Stop(string? before, string goal, string path, Action<StoppedBuild> change)
    {
        Requires.Strace();
        _project.BringTo(before is null ? null : Variant.Named(before));
        using (var build = Strace.StopAt(_project, Variant.Named(goal), new Call("pwrite64", path, 1)))
            change(build);
        Tally.Injected(Fault);
        _project.JudgeArtifact(Variant.Named(goal));
    }

    void Change(string how)
    {
        var path = _project.WeightsOf("a");
        switch (how)
        {
            case "truncated":
                using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write))
                    RandomAccess.SetLength(file, _original.Length / 2);
                break;
            case "rewritten":
                using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write))
                    RandomAccess.Write(file, new byte[_original.Length / 2], _original.Length / 2);
                break;
            case "replaced":
                File.WriteAllBytes(path + ".new", _original);
                File.Move(path + ".new", path, overwrite: true);
                break;
            default:
                throw new ArgumentException(how, nameof(how));
        }
    }

    void Restore() => File.WriteAllBytes(_project.WeightsOf("a"), _original);
}
