using System.Globalization;
using System.Text;

namespace MergeSdk.Fuzz;

/// <summary>What came of a run.</summary>
public sealed class FuzzReport
{
    /// <summary>What must not be: each with the input it was found with. The first ones only.</summary>
    public List<string> Findings { get; } = [];

    /// <summary>How many inputs were refused, by code, and accepted.</summary>
    public SortedDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

    /// <summary>The longest that one input took, waiting for the processor included.</summary>
    public TimeSpan Slowest { get; set; }

    /// <summary>The most bytes that were allocated for one input, in times its length plus <see cref="Fuzzer.FixedBytes"/>.</summary>
    public double MostMemory { get; set; }

    /// <summary>How long all of it took.</summary>
    public TimeSpan Elapsed { get; set; }

    public void Count(string outcome) => Counts[outcome] = Counts.GetValueOrDefault(outcome) + 1;

    public override string ToString()
    {
        var inputs = Counts.Values.Sum();
        var text = new StringBuilder();
        foreach (var (outcome, count) in Counts)
            text.Append(CultureInfo.InvariantCulture, $"{outcome,-12} {count,12:N0}\n");
        text.Append(CultureInfo.InvariantCulture, $"{inputs:N0} inputs in {Elapsed.TotalSeconds:0.0} s, {inputs / Elapsed.TotalSeconds:N0} a second; ");
        text.Append(CultureInfo.InvariantCulture, $"slowest {Slowest.TotalMilliseconds:0.0} ms, most memory {MostMemory:0.0} x (length + {Fuzzer.FixedBytes}); {Findings.Count} findings\n");
        foreach (var finding in Findings)
            text.Append(finding).Append('\n');
        return text.ToString().TrimEnd();
    }
}
