using System.Diagnostics;

namespace MergeSdk.TestModels;

/// <summary>Runs the tool as a process of its own. The test project references the tool, so that a copy of it lies beside the tests.</summary>
public static class ToolProcess
{
    static string Tool => Path.Combine(AppContext.BaseDirectory, "mergesdk.dll");

    public static Process Start(IEnumerable<string> arguments, params (string Name, string Value)[] environment) => Start(Tool, [], arguments, environment);

    /// <summary>Starts the tool by another command, such as <c>strace</c>, whose arguments end with the command to run.</summary>
    public static Process StartBy(IEnumerable<string> command, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        Start(Tool, command, arguments, environment);

    public static (int ExitCode, string Text) Run(IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        WaitFor(Start(arguments, environment));

    /// <summary>Runs another copy of the tool.</summary>
    public static (int ExitCode, string Text) RunCopy(string tool, IEnumerable<string> arguments) => WaitFor(Start(tool, [], arguments, []));

    /// <summary>Waits until a process has ended, and returns all it said.</summary>
    public static (int ExitCode, string Text) WaitFor(Process started)
    {
        using var process = started;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, text + errors.Result);
    }

    static Process Start(string tool, IEnumerable<string> command, IEnumerable<string> arguments, (string Name, string Value)[] environment)
    {
        string[] words = [.. command, "dotnet", "exec", tool, .. arguments];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
