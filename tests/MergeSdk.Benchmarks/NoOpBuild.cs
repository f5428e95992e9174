using System.Diagnostics;
using System.Globalization;
using MergeSdk.TestModels;
using Spectre.Console;

namespace MergeSdk.Benchmarks;

/// <summary>
/// How long <c>dotnet build</c> takes when there is nothing to do: the quickstart against an empty project of Microsoft.Build.NoTargets, in turn, so that
/// both see the same machine.
/// </summary>
static class NoOpBuild
{
    public static void Run(int runs)
    {
        using var folder = new TemporaryFolder();
        var quickstart = CopyQuickstart(folder);
        var empty = MakeEmptyProject(folder);

        // The first build merges, the second settles what restore writes.
        foreach (var project in new[] { quickstart, empty, quickstart, empty })
            Build(project);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var i = 0; i < runs; i++)
        {
            ours.Add(Build(quickstart));
            theirs.Add(Build(empty));
        }

        var (merge, noTargets) = (new Spread(ours), new Spread(theirs));
        new ResultsTable(
            "dotnet build",
            ["", "median (min–max) s"],
            [["quickstart, nothing to do", merge.ToString()], ["empty Microsoft.Build.NoTargets", noTargets.ToString()]]).Show();
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio of medians {merge.Median / noTargets.Median:0.00}, of minima {merge.Min / noTargets.Min:0.00}, {runs} runs each, {Environment.ProcessorCount} processors"));
    }

    static string CopyQuickstart(TemporaryFolder folder)
    {
        foreach (var file in new[] { "nuget.config", "global.json" })
            File.Copy(Path.Combine(Repository.Root, file), folder[file]);
        File.WriteAllText(folder["nuget.config"], File.ReadAllText(folder["nuget.config"]).Replace("artifacts/packages", Path.Combine(Repository.Root, "artifacts", "packages")));
        foreach (var name in new[] { "models/base", "models/code", "models/french", "models/prose", "quickstart" })
        {
            Directory.CreateDirectory(folder[name]);
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "examples", name)))
                File.Copy(file, folder[name, Path.GetFileName(file)]);
        }
        return folder["quickstart"];
    }

    static string MakeEmptyProject(TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder["empty"]);
        File.WriteAllText(
            folder["empty", "empty.proj"],
            """
            <Project Sdk="Microsoft.Build.NoTargets/3.7.0">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
            </Project>
            """);
        return folder["empty"];
    }

    static double Build(string folder)
    {
        var start = new ProcessStartInfo("dotnet", ["build", "--nologo", "-v:q"]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? clock.Elapsed.TotalSeconds : throw new InvalidOperationException($"dotnet build {folder} failed:\n{text}");
    }
}
