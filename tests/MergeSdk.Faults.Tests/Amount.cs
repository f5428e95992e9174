using System.Globalization;

namespace MergeSdk.Faults.Tests;

/// <summary>
/// How many faults are tried. The suite takes a sample; the long run (<c>dotnet run build.cs faults</c>) sets <c>MERGE_TEST_KILLS</c> to the number of random kills
/// and tries every system call.
/// </summary>
static class Amount
{
    const int KillsInSuite = 10;
    const int CallsInSuite = 6;

    static readonly int? s_kills =
        int.TryParse(Environment.GetEnvironmentVariable("MERGE_TEST_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : null;

    public static int RandomKills => s_kills ?? KillsInSuite;

    /// <summary>All calls, or some of them: evenly spread over those of each kind, so that every kind that is not rare has its part.</summary>
    public static IReadOnlyList<Call> Of(IReadOnlyList<Call> calls)
    {
        if (s_kills is not null || calls.Count <= CallsInSuite)
            return calls;
        var ordered = calls.OrderBy(call => call.Name, StringComparer.Ordinal).ToList();
        return [.. Enumerable.Range(0, CallsInSuite).Select(i => ordered[((2 * i) + 1) * ordered.Count / (2 * CallsInSuite)])];
    }
}
