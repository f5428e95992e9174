using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace MergeSdk.Sdk.Tests.Harness;

/// <summary>A dotnet command at work.</summary>
sealed class RunningDotnet : IDisposable
{
    readonly Process _process;
    readonly StringBuilder _output = new();
    readonly string _commandLine;

    public RunningDotnet(ProcessStartInfo info)
    {
        _commandLine = $"{info.FileName} {string.Join(' ', info.ArgumentList)}";
        _process = new Process { StartInfo = info };
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public DotnetResult WaitForExit(TimeSpan timeout)
    {
        if (!_process.WaitForExit(timeout))
        {
            _process.Kill(entireProcessTree: true);
            Append($"(killed after {timeout})");
        }
        // Without a time limit: the streams are read to their end.
        _process.WaitForExit();
        return new DotnetResult(_commandLine, _process.ExitCode, Output);
    }

    /// <summary>Waits until the output has the text, so and so many times.</summary>
    public void WaitForOutput(string text, int times, TimeSpan timeout)
    {
        var clock = Stopwatch.StartNew();
        while (Output.Split(text).Length <= times)
        {
            if (clock.Elapsed > timeout || _process.HasExited)
                throw new TimeoutException($"'{text}' was not said {times} times within {timeout}:\n{Output}");
            Thread.Sleep(50);
        }
    }

    /// <summary>Sends a signal to this process alone.</summary>
    public void Signal(int signal) => _ = Kill(Id, signal);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    void Append(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.Append(line).Append('\n');
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Kill(int processId, int signal);
}
