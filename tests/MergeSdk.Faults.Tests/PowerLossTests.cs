namespace MergeSdk.Faults.Tests;

/// <summary>Power loss: what the disk had at a moment is all there is, and what the system was still to write is gone.</summary>
[Collection(Mount.Tests)]
public sealed class PowerLossTests : IDisposable
{
    const string Fault = "power loss";

    readonly FaultProject _project = new();

    public void Dispose() => _project.Dispose();

    [SkippableTheory]
    [InlineData(null, "old", "old")]
    [InlineData("old", "patched", "patched")]
    [InlineData("old", "patched", "old")]
    [InlineData("patched", "single", "single")]
    public void The_disk_has_a_whole_model_or_none(string? before, string goal, string next)
    {
        Requires.Strace();
        Requires.LoopDevices();
        var (old, wanted, following) = (before is null ? null : Variant.Named(before), Variant.Named(goal), Variant.Named(next));
        using var disk = new LoopDisk(Path.Combine(_project.Root, "disk.img"), _project.Work);
        _project.Prepare();
        _project.Build(wanted).ShouldSucceed();
        _project.BringTo(old);
        var calls = Strace.Calls(_project, wanted);
        // The worst moments: bytes are on their way to the disk, and the names of their files perhaps not.
        var afterWrites = calls.Zip(calls.Skip(1)).Where(pair => pair.First.Name == "sync_file_range").Select(pair => pair.Second).Where(call => call.Name != "fsync");
        foreach (var call in Amount.Of(calls).Union(afterWrites))
        {
            _project.BringTo(old);
            // What was built before has been on the disk for long.
            Command.Run("sync", "-f", _project.Work);
            using (var build = Strace.StopAt(_project, wanted, call))
            {
                disk.KeepContent();
                build.Kill();
            }
            disk.LosePower();
            Tally.Injected(Fault);
            _project.JudgeArtifact(wanted);
            _project.Finish(following);
            Tally.Survived(Fault);
        }
    }
}
