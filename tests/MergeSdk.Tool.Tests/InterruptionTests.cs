using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>However a build ends, the artifact is whole or cannot be loaded, and the next build finishes the job.</summary>
public sealed partial class InterruptionTests : IDisposable
{
    const int Kill = 9;
    const int Terminate = 15;
    const int Interrupt = 2;

    readonly TemporaryFolder _folder = new();

    public InterruptionTests()
    {
        foreach (var (model, seed) in new[] { ("Base", 1), ("a", 2), ("b", 3) })
        {
            ModelFolder.Write(
                _folder["models", model],
                Enumerable.Range(0, 12).ToDictionary(layer => $"layers.{layer}.weight", layer => PlainTensor.Random("BF16", [1024, 1024], seed + (10 * layer))));
        }
    }

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData(Kill)]
    [InlineData(Terminate)]
    [InlineData(Interrupt)]
    public void A_stopped_first_build_is_continued(int signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no signals.");
        using (var build = Start(0.5))
        {
            WaitForRecords(build, count: 3);
            Stop(build, signal);
        }
        File.Exists(_folder["work", "bin", "model.safetensors"]).Should().BeFalse("nothing of a first build may be loadable before it is whole");

        var (exitCode, text) = Finish(0.5);

        exitCode.Should().Be(0, text);
        int.Parse(UpToDate().Match(text).Groups[1].Value).Should().BeGreaterThanOrEqualTo(3, text);
        EqualsCleanBuild(0.5);
    }

    [SkippableFact]
    public void A_killed_rebuild_leaves_nothing_torn()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no signals.");
        Finish(0.5).ExitCode.Should().Be(0);
        var old = Weights();

        // Each attempt is for another density, so that each has everything to do.
        foreach (var attempt in Enumerable.Range(1, 2))
        {
            var density = 0.5 + (attempt * 0.05);
            using (var build = Start(density))
            {
                WaitForRecords(build, count: (attempt * 2) - 1);
                Stop(build, Kill);
            }
            if (File.Exists(_folder["work", "bin", "model.safetensors"]))
                Weights().Should().Equal(old, "an interrupted build may not change a model that can be loaded");
        }

        Finish(0.9).ExitCode.Should().Be(0);
        EqualsCleanBuild(0.9);
    }

    void EqualsCleanBuild(double density)
    {
        var continued = Weights();
        Directory.Delete(_folder["work"], recursive: true);
        Finish(density).ExitCode.Should().Be(0);
        continued.Should().Equal(Weights());
    }

    Process Start(double density) => ToolProcess.Start(Arguments(density));

    (int ExitCode, string Text) Finish(double density) => ToolProcess.Run(Arguments(density));

    string[] Arguments(double density)
    {
        Directory.CreateDirectory(_folder["work"]);
        File.WriteAllText(
            _folder["work", "recipe.csx"], FormattableString.Invariant($"Output = Base + Ties([a - Base, b - Base], density: {density});"));
        string[] models = ["Base", "a", "b"];
        return ["build", _folder["work", "recipe.csx"], "--threads", "1", .. models.SelectMany(model => new[] { "--model", $"{model}={_folder["models", model]}" })];
    }

    /// <summary>Waits until the build has recorded some tensors more than the state had when it was called.</summary>
    void WaitForRecords(Process build, int count)
    {
        var state = _folder["work", "obj", "merge.state"];
        var before = Records();
        var clock = Stopwatch.StartNew();
        while (Records() < before + count && !build.HasExited && clock.Elapsed < TimeSpan.FromMinutes(2))
            Thread.Sleep(1);

        int Records()
        {
            if (!File.Exists(state))
                return 0;
            using var reader = new StreamReader(new FileStream(state, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd().Split("{\"tensor\":").Length - 1;
        }
    }

    static void Stop(Process build, int signal)
    {
        build.HasExited.Should().BeFalse("the test needs a build that is under way");
        _ = SendSignal(build.Id, signal);
        build.WaitForExit(TimeSpan.FromSeconds(10)).Should().BeTrue();
        build.ExitCode.Should().Be(signal == Kill ? 128 + Kill : ExitCodes.Canceled);
    }

    byte[] Weights() => System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_folder["work", "bin", "model.safetensors"]));

    [GeneratedRegex(@"(\d+) up to date")]
    private static partial Regex UpToDate();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
