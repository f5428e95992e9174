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
        Skip.If(OperatingSystem.IsWindows());
        using var folder = new MergeFolder("signal").WithMerge(SlowRecipe);
        folder.Dotnet("restore").ShouldSucceed();
        var environment = Dotnet.Environment(Repository.Packages, Repository.UserPackages);
        environment["MERGE_TEST_MARK"] = folder["mark"];
        using var build = Dotnet.Start(folder["merge"], ["build", "--no-restore", "-v:m"], environment);
        var engine = WaitForEngine(folder["mark"], build);

        build.Signal(signal);
        // A second where nothing else runs; here other tests do.
        engine.WaitForExit(TimeSpan.FromSeconds(3)).Should().BeTrue("the engine should end with the build:\n{0}", build.Output);
        build.WaitForExit(TimeSpan.FromSeconds(10));

        // The next build finishes the job.
        folder.Write("merge/recipe.csx", "Output = Base + 0.5 * (a - Base) + 0.5 * (b - Base);");
        folder.Build("--no-restore").ShouldSucceed().ShouldSay("39 merged");
    }

    static Process WaitForEngine(string mark, RunningDotnet build)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            if (File.Exists(mark) && int.TryParse(File.ReadAllText(mark), CultureInfo.InvariantCulture, out var id))
                return Process.GetProcessById(id);
            Thread.Sleep(50);
        }
        throw new TimeoutException($"The engine did not start:\n{build.Output}");
    }
}
