using System.Globalization;

namespace MergeSdk.Faults.Tests;

/// <summary>Counts the faults of a run by their kind, for <c>artifacts/test-results/faults.txt</c>. Each fault is followed by the build that must mend it.</summary>
static class Tally
{
    static readonly Lock s_lock = new();
    static readonly SortedDictionary<string, (int Injected, int Survived)> s_kinds = new(StringComparer.Ordinal);
    static int s_torn;

    public static void Injected(string kind) => Count(kind, injected: 1, survived: 0);

    /// <summary>The next build was right.</summary>
    public static void Survived(string kind) => Count(kind, injected: 0, survived: 1);

    /// <summary>An artifact could be loaded that was neither the old nor the new one.</summary>
    public static void Torn()
    {
        lock (s_lock)
        {
            s_torn++;
            Write();
        }
    }

    static void Count(string kind, int injected, int survived)
    {
        lock (s_lock)
        {
            var before = s_kinds.GetValueOrDefault(kind);
            s_kinds[kind] = (before.Injected + injected, before.Survived + survived);
            Write();
        }
    }

    static void Write()
    {
        var lines = s_kinds.Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Value.Injected,6} {kind.Key}, {kind.Value.Survived} survived"));
        var (injected, survived) = (s_kinds.Values.Sum(kind => kind.Injected), s_kinds.Values.Sum(kind => kind.Survived));
        var total = string.Create(CultureInfo.InvariantCulture, $"{injected,6} faults injected: {survived} survived, {injected - survived} builds lost, {s_torn} torn artifacts loadable");
        var folder = Path.Combine(Repository.Root, "artifacts", "test-results");
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "faults.txt"), [.. lines, total]);
    }
}
