using System.Text.RegularExpressions;

namespace MergeSdk.Faults.Tests;

/// <summary>Linux lets a process delete, move and replace files that it has open; other systems refuse that. So no build does it.</summary>
public sealed partial class OpenFileTests : IDisposable
{
    const string Calls = "openat,close,?unlink,unlinkat,?rename,?renameat,renameat2";

    readonly FaultProject _project = new();

    public void Dispose() => _project.Dispose();

    [SkippableTheory]
    [InlineData(null, "old")]
    [InlineData("old", "old")]
    [InlineData("old", "patched")]
    [InlineData("patched", "resharded")]
    [InlineData("old", "single")]
    [InlineData("single", "old")]
    public void No_file_is_deleted_moved_or_replaced_that_the_build_has_open(string? before, string goal)
    {
        Requires.Strace();
        _project.BringTo(before is null ? null : Variant.Named(before));
        Violations(Variant.Named(goal)).Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData("old", "patched", "patched")]
    [InlineData("old", "patched", "resharded")]
    [InlineData("old", "resharded", "single")]
    public void Nor_is_one_of_an_interrupted_build(string before, string killed, string goal)
    {
        Requires.Strace();
        _project.BringTo(Variant.Named(before));
        var last = new Call("fsync", "bin/.partial/model-00002-of-00002.safetensors", 1);
        _project.BuildBy(Strace.With(_project, last, "signal=SIGKILL"), Variant.Named(killed)).ExitCode.Should().Be(BuildResult.Killed);
        Violations(Variant.Named(goal)).Should().BeEmpty();
    }

    /// <summary>Builds, and lists the calls on files below the project that are open at that moment.</summary>
    List<string> Violations(Variant goal)
    {
        var log = Path.Combine(_project.Root, "open.txt");
        _project.BuildBy(["strace", "-f", "-y", "-o", log, "-e", $"trace={Calls}"], goal).ShouldSucceed();
        var inWork = new Regex($"{Regex.Escape(Path.GetFileName(_project.Root)[^6..])}/work/([^>\"]+)[>\"]");
        var open = new Dictionary<string, string>();
        var unfinished = new Dictionary<string, string>();
        var violations = new List<string>();
        var seen = 0;
        foreach (var line in File.ReadLines(log).Select(line => Line().Match(line)).Where(match => match.Success))
        {
            var (thread, text) = (line.Groups[1].Value, line.Groups[2].Value);
            if (text.StartsWith("<... ", StringComparison.Ordinal) && unfinished.Remove(thread, out var begin))
            {
                // Of the others only the beginning counts, which is done with.
                if (begin.StartsWith("openat(", StringComparison.Ordinal))
                    Open(begin + text);
                continue;
            }
            if (text.EndsWith("<unfinished ...>", StringComparison.Ordinal))
                unfinished[thread] = text;
            if (text.StartsWith("openat(", StringComparison.Ordinal))
                Open(text);
            else if (text.StartsWith("close(", StringComparison.Ordinal))
                open.Remove(Handle().Match(text).Groups[1].Value);
            else
                Change(text);
        }
        seen.Should().BePositive("a build opens files");
        return violations;

        void Open(string text)
        {
            if (Result().Match(text) is not { Success: true } result || inWork.Match(result.Value) is not { Success: true } path)
                return;
            open[result.Groups[1].Value] = path.Groups[1].Value;
            seen++;
        }

        void Change(string text)
        {
            // The end of a lock, which is the one thing that is deleted while it is open, by an option that every system has.
            foreach (var path in inWork.Matches(text).Select(match => match.Groups[1].Value).Where(path => open.ContainsValue(path) && path != "bin/.merge.busy"))
                violations.Add(text);
        }
    }

    [GeneratedRegex(@"^(\d+) +(.*)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"\((\d+)")]
    private static partial Regex Handle();

    [GeneratedRegex(@"= (\d+)<.*>$")]
    private static partial Regex Result();
}
