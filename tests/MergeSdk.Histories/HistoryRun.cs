using System.Globalization;

namespace MergeSdk.Histories;

/// <summary>Runs histories, and of one that goes wrong finds the shortest that does.</summary>
/// <param name="seed">The seed.</param>
/// <param name="steps">How many steps a history has.</param>
/// <param name="without">See <see cref="History"/>.</param>
/// <param name="sabotage">See <see cref="History"/>.</param>
sealed class HistoryRun(int seed, int steps, IReadOnlyCollection<string> without, Action<Worlds.Stage>? sabotage = null)
{
    const int MostFindings = 10;

    /// <summary>What goes wrong at a random moment need not do so again.</summary>
    const int MostTries = 150;

    /// <summary>Histories by their numbers.</summary>
    /// <param name="first">The first number.</param>
    /// <param name="count">How many.</param>
    /// <param name="only">The numbers of the steps to do; null for all of them.</param>
    public HistoryReport Run(int first, int count, IReadOnlyList<int>? only = null)
    {
        var report = new HistoryReport();
        for (var number = first; number < first + count && report.Findings.Count < MostFindings; number++)
        {
            var history = new History(seed, number, without, sabotage);
            var all = only ?? [.. Enumerable.Range(0, steps)];
            if (history.Run(all, report) is { } found)
                report.Findings.Add(Describe(number, Shortest(history, all, found.Fault, found.Step), found.Fault));
            report.Histories++;
        }
        return report;
    }

    /// <summary>Leaves out steps as long as the same goes wrong.</summary>
    static IReadOnlyList<int> Shortest(History history, IReadOnlyList<int> all, Fault fault, int failed)
    {
        List<int> shortest = [.. all.TakeWhile(step => step != failed), failed];
        var tries = 0;
        for (var length = shortest.Count / 2; length > 0; length = length == 1 ? 0 : (length + 1) / 2)
        {
            for (var start = shortest.Count - 1 - length; start > -length && tries < MostTries; start -= length)
            {
                var from = Math.Max(start, 0);
                List<int> shorter = [.. shortest[..from], .. shortest[Math.Min(start + length, shortest.Count - 1)..]];
                tries++;
                if (shorter.Count < shortest.Count && history.Run(shorter, new HistoryReport()) is { } found && found.Fault.Kind == fault.Kind)
                    shortest = [.. shorter.TakeWhile(step => step != found.Step), found.Step];
            }
        }
        return shortest;
    }

    string Describe(int number, IReadOnlyList<int> shortest, Fault fault)
    {
        var again = new History(seed, number, without, sabotage);
        var repeated = again.Run(shortest, new HistoryReport())?.Fault;
        var command = string.Create(CultureInfo.InvariantCulture, $"dotnet run build.cs histories --seed {seed} --first {number} --count 1 --only {string.Join(',', shortest)}");
        return repeated?.Kind == fault.Kind
            ? $"{command}: {repeated.Message}\n{again.Told}"
            : $"{command}: {fault.Message}\nThis did not go wrong again: it depends on the moment.\n{again.Told}";
    }
}
