using System.Diagnostics;
using System.Globalization;
using MergeSdk.Sdk.Tests.Harness;

namespace MergeSdk.Sdk.Tests;

public class CancellationTests
{
    const int Interrupt = 2;
    const int Terminate = 15;

    // The engine is at work as long as the recipe runs, and that is long enough on any machine.
    const string SlowRecipe = "System.IO.File.WriteAllText(System.IO.Path.Combine(System.Environment.GetEnvironmentVariable(\"MERGE_TEST_MARK\")!), System.Environment.ProcessId.ToString());\nSystem.Threading.Thread.Sleep(120_000);\nOutput = Base;";

    [SkippableTheory]
    [InlineData(Interrupt)]
    [InlineData(Terminate)]
    public void A_signal_to_the_build_stops_the_engine_within_a_second(int signal)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The test asks /proc whether the engine runs.");
        using var folder = new MergeFolder("signal").WithMerge(SlowRecipe);
        folder.Dotnet("restore").ShouldSucceed();
        var environment = Dotnet.Environment(Repository.Packages, Repository.UserPackages);
        environment["MERGE_TEST_MARK"] = folder["mark"];
        // A test run in a shell's background ignores SIGINT, and so would the build.
        using var build = Dotnet.Start(folder["merge"], ["--default-signal=INT,TERM", "dotnet", "build", "--no-restore", "-v:m"], environment, program: "env");
        var engine = WaitForEngine(folder["mark"], build);

        build.Signal(signal);
        // Twice the second that is promised: other tests run beside this one.
        SpinWait.SpinUntil(() => HasStopped(engine), TimeSpan.FromSeconds(2)).Should().BeTrue("the engine should end with the build:\n{0}", build.Output);
        build.WaitForExit(TimeSpan.FromSeconds(10));

        // The next build finishes the job.
        folder.Write("merge/recipe.csx", "Output = Base + 0.5 * (a - Base) + 0.5 * (b - Base);");
        folder.Build("--no-restore").ShouldSucceed().ShouldSay("39 merged");
    }

    /// <summary>An orphan that has ended stays in the process table until the system's first process collects it, which is not the engine's doing.</summary>
    static bool HasStopped(int engine)
    {
        try
        {
            return File.ReadLines($"/proc/{engine}/status").Any(line => line.StartsWith("State:", StringComparison.Ordinal) && line.Contains('Z'));
        }
        catch (IOException)
        {
            return true;
        }
    }

    static int WaitForEngine(string mark, RunningDotnet build)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            if (File.Exists(mark) && int.TryParse(File.ReadAllText(mark), CultureInfo.InvariantCulture, out var id))
                return id;
            Thread.Sleep(50);
        }
        throw new TimeoutException($"The engine did not start:\n{build.Output}");
    }
}
