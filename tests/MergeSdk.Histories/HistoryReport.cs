using System.Globalization;
using System.Text;
using MergeSdk.Histories.Builds;

namespace MergeSdk.Histories;

/// <summary>What came of a run.</summary>
sealed class HistoryReport
{
    public int Histories { get; set; }

    /// <summary>Builds, clean ones not counted.</summary>
    public int Builds { get; set; }

    /// <summary>Outputs that were compared with a clean build's.</summary>
    public int Compared { get; set; }

    /// <summary>Builds that failed with an error.</summary>
    public int Failed { get; set; }

    /// <summary>Of those, the ones that a clean build would not: something was wrong with the output folder.</summary>
    public int Refused { get; set; }

    /// <summary>Builds that a signal ended.</summary>
    public int Stopped { get; set; }

    /// <summary>Failed builds by the codes they told.</summary>
    public SortedDictionary<string, int> Errors { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Steps by their kinds.</summary>
    public SortedDictionary<string, int> Steps { get; init; } = new(StringComparer.Ordinal);

    public List<string> Findings { get; init; } = [];

    public void Count(string step) => Add(Steps, step, 1);

    public void CountFailed(BuildResult result)
    {
        Failed++;
        foreach (var code in result.ErrorCodes)
            Add(Errors, code, 1);
    }

    /// <summary>Takes in what another run did.</summary>
    public void Add(HistoryReport other)
    {
        Histories += other.Histories;
        Builds += other.Builds;
        Compared += other.Compared;
        Failed += other.Failed;
        Refused += other.Refused;
        Stopped += other.Stopped;
        foreach (var (step, count) in other.Steps)
            Add(Steps, step, count);
        foreach (var (code, count) in other.Errors)
            Add(Errors, code, count);
        Findings.AddRange(other.Findings);
    }

    /// <summary>The counts. Findings are long, and told when they are found.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, count) in Steps.Concat(Errors))
            text.Append(CultureInfo.InvariantCulture, $"{name,-42} {count,9:N0}\n");
        text.Append(CultureInfo.InvariantCulture, $"{Histories:N0} histories, {Builds:N0} builds, {Compared:N0} outputs compared, {Stopped:N0} killed, ");
        text.Append(CultureInfo.InvariantCulture, $"{Failed:N0} failed, {Refused:N0} of them for the output folder; {Findings.Count} findings\n");
        return text.ToString().TrimEnd();
    }

    static void Add(SortedDictionary<string, int> counts, string name, int count) => counts[name] = counts.GetValueOrDefault(name) + count;
}
