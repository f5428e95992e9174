namespace MergeSdk.Faults.Tests;

/// <summary>Folders that may not be written to: a read-only file system, and somebody else's folder.</summary>
[Collection(Mount.Tests)]
public sealed class ForbiddenFolderTests : IDisposable
{
    readonly FaultProject _project = new();

    public void Dispose() => _project.Dispose();

    [SkippableTheory]
    [InlineData("bin")]
    [InlineData("obj")]
    [InlineData(".")]
    public void A_read_only_file_system_is_an_error_with_its_name(string folder)
    {
        const string Fault = "read-only file system";
        Requires.Mounts();
        _project.BringTo(Variant.Old);
        var path = Path.GetFullPath(Path.Combine(_project.Work, folder));
        // In a mount namespace of its own, which goes with the process.
        string[] command = ["unshare", "-m", "sh", "-c", "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && exec \"$@\"", path];
        var refused = _project.BuildBy(command, Variant.Patched);
        Tally.Injected(Fault);
        refused.ShouldFail("MERGE4002", "Read-only file system", path);
        _project.JudgeArtifact(Variant.Patched);
        _project.Published.Should().Be(Variant.Old);
        _project.Finish(Variant.Patched);
        Tally.Survived(Fault);
    }

    [SkippableTheory]
    [InlineData("bin")]
    [InlineData("obj")]
    [InlineData(".")]
    public void A_folder_of_somebody_else_is_an_error_with_its_name(string folder)
    {
        const string Fault = "no right to write";
        Requires.Root();
        _project.BringTo(Variant.Old);
        var path = Path.GetFullPath(Path.Combine(_project.Work, folder));
        Command.Run("chown", "-R", "nobody", _project.Root);
        Command.Run("chown", "-R", "root", path);
        var refused = _project.BuildBy(["setpriv", "--reuid=nobody", "--clear-groups"], Variant.Patched, ("HOME", "/tmp"));
        Tally.Injected(Fault);
        refused.ShouldFail("MERGE4002", "denied", path);
        _project.JudgeArtifact(Variant.Patched);
        _project.Published.Should().Be(Variant.Old);
        _project.Finish(Variant.Patched);
        Tally.Survived(Fault);
    }
}
