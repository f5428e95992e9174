using System.Diagnostics;
using System.Text.Json;

namespace MergeSdk.Benchmarks;

/// <summary>
/// Measures a process from its start to its end. A small process of its own starts it, so that what the kernel counts of children is this one's alone.
/// </summary>
static class MeasuredProcess
{
    /// <summary>The hidden command that the small process runs.</summary>
    public const string Command = "measure";

    /// <summary>Runs a program.</summary>
    /// <returns>What it took, and its standard output.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static (RunCost Cost, string Output) Run(params string[] command)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(MeasuredProcess).Assembly.Location, Command, "--", .. command]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd().TrimEnd();
        process.WaitForExit();
        var end = output.LastIndexOf('\n') + 1;
        return process.ExitCode == 0
            ? (JsonSerializer.Deserialize<RunCost>(output[end..])!, output[..end])
            : throw new InvalidOperationException($"{string.Join(' ', command)} failed:\n{output}");
    }

    /// <summary>Runs a program in the small process, and ends the output with a line that says what it took.</summary>
    /// <returns>The program's exit code.</returns>
    public static int Measure(string[] command)
    {
        using var process = new Process { StartInfo = new ProcessStartInfo(command[0], command[1..]) };
        var cost = ResourceUsage.OfChild(() =>
        {
            process.Start();
            process.WaitForExit();
        });
        Console.WriteLine(JsonSerializer.Serialize(cost));
        return process.ExitCode;
    }
}
