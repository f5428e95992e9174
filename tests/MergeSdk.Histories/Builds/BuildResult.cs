using System.Globalization;
using System.Text.RegularExpressions;
using MergeSdk.Tool;

namespace MergeSdk.Histories.Builds;

/// <summary>How a command ended, and all it said.</summary>
sealed partial record BuildResult(int ExitCode, string Text)
{
    public const int Success = 0;
    public const int Errors = 1;
    public const int Canceled = 130;
    public const int Killed = 128 + 9;

    public bool Succeeded => ExitCode == Success;

    /// <summary>The codes of the errors.</summary>
    public IReadOnlySet<string> ErrorCodes => ErrorCode().Matches(Text).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>How many tensors it says it merged.</summary>
    public int? Merged =>
        MergedCount().Match(Text) is { Success: true } merged ? int.Parse(merged.Groups[1].Value, CultureInfo.InvariantCulture)
        : UpToDateOnly().IsMatch(Text) ? 0 : null;

    /// <summary>How many tensors it says that a build would merge.</summary>
    public int? WouldMerge => WouldMergeCount().Match(Text) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    /// <summary>Errors, warnings and messages, sorted, with other names for the files that are elsewhere in a clean build.</summary>
    public IReadOnlyList<string> Diagnostics(MergeProject project) =>
    [
        .. Text.Split('\n').Where(line => Diagnostic().IsMatch(line))
            .Select(line => line.Trim()
                .Replace(project.Output, "<output>", StringComparison.Ordinal)
                .Replace(project.Intermediate, "<state>", StringComparison.Ordinal)
                .Replace(project.Lock, "<lock>", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex(@": error ((?:MERGE|CS)\d+): ")]
    private static partial Regex ErrorCode();

    [GeneratedRegex(@"^MERGE\d+: |: (?:error|warning) (?:MERGE|CS)\d+: ")]
    private static partial Regex Diagnostic();

    [GeneratedRegex(@"\(\d+ tensors: (\d+) merged, ")]
    private static partial Regex MergedCount();

    [GeneratedRegex(@"\(\d+ tensors: \d+ up to date\)")]
    private static partial Regex UpToDateOnly();

    [GeneratedRegex(@"(\d+) of \d+ tensors would be merged")]
    private static partial Regex WouldMergeCount();
}
