using System.Diagnostics;

namespace MergeSdk.Tool.Tests;

/// <summary>Runs the tool as a process of its own.</summary>
static class ToolProcess
{
    public static Process Start(IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        Start(typeof(Commands).Assembly.Location, arguments, environment);

    public static (int ExitCode, string Text) Run(IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        WaitFor(Start(arguments, environment));

    /// <summary>Runs another copy of the tool.</summary>
    public static (int ExitCode, string Text) RunCopy(string tool, IEnumerable<string> arguments) => WaitFor(Start(tool, arguments, []));

    static Process Start(string tool, IEnumerable<string> arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", tool, .. arguments])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    static (int ExitCode, string Text) WaitFor(Process started)
    {
        using var process = started;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, text + errors.Result);
    }
}
