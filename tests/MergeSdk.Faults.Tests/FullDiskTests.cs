namespace MergeSdk.Faults.Tests;

/// <summary>A disk without room: refused before any work if that can be known, and finished after room was made if it cannot.</summary>
[Collection(Mount.Tests)]
public sealed class FullDiskTests : IDisposable
{
    const long Mebibyte = 1 << 20;

    /// <summary>What a build wants to be free beside its weight files.</summary>
    const long Margin = 16 * Mebibyte;

    // Large enough that the page size of the file system does not matter: 3 MiB of weights.
    readonly FaultProject _project = new(scale: 32);

    public void Dispose() => _project.Dispose();

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Too_little_room_is_refused_before_any_work(int quartersOfTheOutput)
    {
        const string Fault = "too small a disk";
        Requires.Mounts();
        using var disk = Mount.InMemory(_project.Output, Margin + (quartersOfTheOutput * 3 * Mebibyte / 4));
        var refused = _project.Build(Variant.Old);
        Tally.Injected(Fault);
        // 3 MiB of tensors and two headers; and what is free of a disk on which there is nothing but a page of the build's lock.
        const int Page = 4096;
        refused.ShouldFail("MERGE4003", "needs 19.9 MB", $"{(Margin + (quartersOfTheOutput * 3 * Mebibyte / 4) - Page) / 1e6:N1} MB are free");
        Directory.EnumerateFileSystemEntries(_project.Output).Should().BeEmpty();
        File.Exists(Path.Combine(_project.State, "merge.state")).Should().BeFalse("nothing was computed");

        disk.Resize(Margin + (4 * Mebibyte));
        _project.Finish(Variant.Old);
        Tally.Survived(Fault);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_disk_that_somebody_else_fills_meanwhile_is_an_error(int quarter)
    {
        const string Fault = "disk filled by others";
        Requires.Strace();
        Requires.Mounts();
        _project.Build(Variant.Old).ShouldSucceed();
        _project.Clean();
        var filler = Path.Combine(_project.Output, "filler");
        using var disk = Mount.InMemory(_project.Output, Margin + (4 * Mebibyte));
        var calls = Strace.Calls(_project, Variant.Old);
        _project.Clean();
        // The files of the artifact come into being by one call each.
        var files = calls.Where(call => call.Name == "openat" && call.Path.StartsWith("bin/", StringComparison.Ordinal)).ToList();
        using (var build = Strace.StopAt(_project, Variant.Old, files[quarter * files.Count / 4]))
        {
            Fill(filler);
            build.Continue().ShouldFail("MERGE4002");
        }
        Tally.Injected(Fault);
        _project.JudgeArtifact(Variant.Old);
        var finished = _project.Finished(Variant.Old);
        File.Delete(filler);
        _project.Finish(Variant.Old).UpToDate.Should().BeGreaterThanOrEqualTo(finished);
        Tally.Survived(Fault);
    }

    static void Fill(string path)
    {
        using var file = File.Create(path);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // That is what it is for.
        }
    }
}
