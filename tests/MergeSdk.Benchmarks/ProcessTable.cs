using System.Globalization;

namespace MergeSdk.Benchmarks;

/// <summary>A table of processes: what each took.</summary>
static class ProcessTable
{
    public static ResultsTable Make(string title, IEnumerable<(string Name, Measurement Measurement)> rows) => new(
        title,
        ["", "wall s", "CPU s", "peak MB", "read GB", "written GB"],
        [.. rows.Select(row => (IReadOnlyList<string>)
        [
            row.Name,
            row.Measurement.Wall.ToString(),
            Median(row.Measurement, run => run.Processor, "0.00"),
            Median(row.Measurement, run => run.PeakBytes / 1e6, "0"),
            Median(row.Measurement, run => run.BytesRead / 1e9, "0.00"),
            Median(row.Measurement, run => run.BytesWritten / 1e9, "0.00"),
        ])]);

    static string Median(Measurement measurement, Func<RunCost, double> figure, string format) =>
        measurement.Of(figure).Median.ToString(format, CultureInfo.InvariantCulture);
}
