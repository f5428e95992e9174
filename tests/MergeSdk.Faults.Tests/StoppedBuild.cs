using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MergeSdk.Faults.Tests;

/// <summary>A build that stands still.</summary>
sealed partial class StoppedBuild(Process strace, int thread) : IDisposable
{
    const int KillSignal = 9;
    const int ContinueSignal = 18;

    bool _ended;

    /// <summary>The tool's process.</summary>
    public int Id { get; } = int.Parse(
        File.ReadLines($"/proc/{thread}/status").First(line => line.StartsWith("Tgid:", StringComparison.Ordinal)).Split('\t')[1], CultureInfo.InvariantCulture);

    /// <summary>Lets the build go on to its end.</summary>
    public BuildResult Continue() => End(ContinueSignal);

    public BuildResult Kill() => End(KillSignal);

    public void Dispose()
    {
        if (!_ended)
            Kill();
    }

    BuildResult End(int signal)
    {
        _ended = true;
        _ = SendSignal(Id, signal);
        return BuildResult.Of(ToolProcess.WaitFor(strace));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
