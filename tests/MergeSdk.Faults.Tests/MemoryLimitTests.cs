using System.Globalization;

namespace MergeSdk.Faults.Tests;

/// <summary>Too little memory: a build works or says so.</summary>
public sealed class MemoryLimitTests : IDisposable
{
    const int Mebibyte = 1 << 20;

    // Tensors of 2 MiB.
    readonly FaultProject _project = new(scale: 128);

    public void Dispose() => _project.Dispose();

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(64)]
    public void A_small_heap_is_enough_or_an_error(int mebibytes)
    {
        const string Fault = "heap limit";
        _project.BringTo(Variant.Old);
        var limit = (mebibytes * Mebibyte).ToString("x", CultureInfo.InvariantCulture);
        var built = _project.Build(Variant.Patched, ("DOTNET_GCHeapHardLimit", limit));
        Tally.Injected(Fault);
        if (built.ExitCode != 0)
            built.Text.Should().MatchRegex("not enough memory|GC heap initialization failed", "the limit is to blame, and the message should say so");
        _project.JudgeArtifact(Variant.Patched);
        _project.Finish(Variant.Patched);
        Tally.Survived(Fault);
    }

    [SkippableTheory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(256)]
    public void A_small_container_is_enough_or_an_error(int mebibytes)
    {
        const string Fault = "control group limit";
        Requires.Root();
        _project.BringTo(Variant.Old);
        using (var group = new MemoryGroup((long)mebibytes * Mebibyte))
        {
            var built = _project.BuildBy(group.Command, Variant.Patched);
            Tally.Injected(Fault);
            // Whom the system kills for its memory cannot say anything.
            if (built.ExitCode is not (0 or BuildResult.Killed))
                built.Text.Should().MatchRegex("not enough memory|GC heap initialization failed|Failed to create CoreCLR|[Oo]ut of memory");
        }
        _project.JudgeArtifact(Variant.Patched);
        _project.Finish(Variant.Patched);
        Tally.Survived(Fault);
    }
}
