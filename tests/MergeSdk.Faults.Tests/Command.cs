using System.Diagnostics;

namespace MergeSdk.Faults.Tests;

/// <summary>Runs a command of the system.</summary>
static class Command
{
    /// <returns>What it said on standard output.</returns>
    public static string Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (code, text) = ToolProcess.WaitFor(process);
        return code == 0 ? text.Trim() : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {code}: {text}");
    }
}
