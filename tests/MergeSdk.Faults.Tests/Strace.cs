using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MergeSdk.Faults.Tests;

/// <summary>Finds the system calls of a build that change something on the disk, and has one of them fail, or be the last one.</summary>
static partial class Strace
{
    const int RandomLetters = 6;

    // Not every architecture has all of these: those with a question mark may be missing.
    const string OutputCalls = "openat,pwrite64,write,ftruncate,fallocate,fsync,sync_file_range,?mkdir,?mkdirat,?rename,?renameat,renameat2,?unlink,unlinkat,?rmdir,copy_file_range";

    /// <summary>Builds a variant and lists the calls below the project's folder in their order.</summary>
    public static List<Call> Calls(FaultProject project, Variant variant)
    {
        var log = Path.Combine(project.Root, "calls.txt");
        project.BuildBy(["strace", "-f", "-y", "-s", "0", "-o", log, "-e", $"trace={OutputCalls}"], variant).ShouldSucceed();
        project.JudgeArtifact(variant);

        // An argument in quotes, or the path of a file handle in angle brackets. Strace escapes letters before the folder's own, random ones.
        var inWork = new Regex($"{Regex.Escape(project.Root[^RandomLetters..])}/work/([^>\"]+)[>\"]");
        var calls = new List<Call>();
        var counts = new Dictionary<(string Thread, string Name, string Path), int>();
        foreach (var call in File.ReadLines(log).Select(line => CallLine().Match(line)).Where(match => match.Success))
        {
            var (thread, name, arguments) = (call.Groups[1].Value, call.Groups[2].Value, call.Groups[3].Value);
            // A rename goes by its first path.
            if (inWork.Match(arguments) is not { Success: true } found)
                continue;
            var path = found.Groups[1].Value;
            counts[(thread, name, path)] = counts.GetValueOrDefault((thread, name, path)) + 1;
            var opensOnly = name == "openat" && !arguments.Contains("O_CREAT", StringComparison.Ordinal);
            if (!opensOnly)
                calls.Add(new Call(name, path, counts[(thread, name, path)]));
        }
        return calls;
    }

    /// <summary>The command that makes a call do something else.</summary>
    /// <param name="project">The project.</param>
    /// <param name="call">The call.</param>
    /// <param name="fault">As strace has it: <c>signal=SIGKILL</c>, <c>error=EIO</c>.</param>
    /// <param name="following">Whether the fault goes on with the calls of that name and path that follow.</param>
    /// <param name="log">Where strace writes what happens.</param>
    public static string[] With(FaultProject project, Call call, string fault, bool following = false, string log = "/dev/null")
    {
        // Where a rename fails the framework tries a hard link.
        var calls = call.Name == "rename" ? "rename,link" : call.Name;
        // Never with --seccomp-bpf: signals are then silently not sent.
        return ["strace", "-f", "-o", log, "-P", Path.Combine(project.Work, call.Path), "-e", $"trace={calls}", "-e", $"inject={calls}:{fault}:when={call.Number}{(following ? "+" : "")}"];
    }

    /// <summary>
    /// Starts a build and waits until it stands still before a call. Let go, it may meet a second fault on the same path, such as <c>fsync:signal=SIGKILL</c>.
    /// </summary>
    public static StoppedBuild StopAt(FaultProject project, Variant variant, Call call, string? then = null)
    {
        var log = Path.Combine(project.Root, "stopped.txt");
        File.Delete(log);
        var command = With(project, call, "signal=SIGSTOP", log: log);
        var process = project.StartBy(then is null ? command : [.. command, "-e", $"trace={call.Name},{then[..then.IndexOf(':')]}", "-e", $"inject={then}"], variant);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromMinutes(1) && !process.HasExited)
        {
            if (File.Exists(log) && StoppedLine().Match(File.ReadAllText(log)) is { Success: true } stopped)
                return new StoppedBuild(process, int.Parse(stopped.Groups[1].Value, CultureInfo.InvariantCulture));
            Thread.Sleep(5);
        }
        process.Kill(entireProcessTree: true);
        throw new InvalidOperationException($"The build of {variant} did not come to {call}: {ToolProcess.WaitFor(process).Text}\n{File.ReadAllText(log)}");
    }

    // Without the result, which repeats the path of what was opened.
    [GeneratedRegex(@"^(\d+) +(\w+)\((.*?)(\) += .*)?$")]
    private static partial Regex CallLine();

    [GeneratedRegex(@"^(\d+) +--- stopped by SIGSTOP", RegexOptions.Multiline)]
    private static partial Regex StoppedLine();
}
