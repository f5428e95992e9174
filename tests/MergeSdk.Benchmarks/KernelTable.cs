using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace MergeSdk.Benchmarks;

/// <summary>Runs the kernels with BenchmarkDotNet and shows their throughput.</summary>
static class KernelTable
{
    const string Notes =
        """
        One thread. GB/s: bytes read and written, by the median time; in cache: buffers that fit a second-level cache of 1 MiB; in memory: buffers of 64 MiB.
        ÷ memcpy: that of the copy of memory in the same run.
        """;

    public static void Run()
    {
        var load = Machine.Load;
        // In this process: a project generated and built for each run would take longer than the kernels.
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(7).WithIterationTime(TimeInterval.FromMilliseconds(150));
        var summary = BenchmarkRunner.Run<KernelBenchmarks>(ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddLogger(ConsoleLogger.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .WithArtifactsPath(Path.Combine(Results.Folder, "BenchmarkDotNet")));
        var reports = summary.Reports.Select(report => (Kernel: Name(report), Elements: Elements(report), Throughput: Throughput(report))).ToList();
        var table = new ResultsTable(
            "Kernels",
            ["", "in cache GB/s", "÷ memcpy", "in memory GB/s", "÷ memcpy"],
            [.. reports.Select(report => report.Kernel).Distinct().Select(kernel => (IReadOnlyList<string>)
                [kernel, .. Cells(kernel, KernelBenchmarks.InCache), .. Cells(kernel, KernelBenchmarks.InMemory)])]);
        Results.Write("results-kernels", load, Notes, [table], summary.Reports.Select(report => new
        {
            Kernel = Name(report),
            Elements = Elements(report),
            GigabytesPerSecond = Throughput(report),
            Nanoseconds = report.ResultStatistics!.OriginalValues,
        }));

        IEnumerable<string> Cells(string kernel, int elements)
        {
            double Of(string name) => reports.First(report => report.Kernel == name && report.Elements == elements).Throughput;
            return new[] { Of(kernel), Of(kernel) / Of(nameof(KernelBenchmarks.Memcpy)) }.Select(figure => figure.ToString("0.00", CultureInfo.InvariantCulture));
        }
    }

    static string Name(BenchmarkReport report) => report.BenchmarkCase.Descriptor.WorkloadMethod.Name;

    static int Elements(BenchmarkReport report) => (int)report.BenchmarkCase.Parameters[nameof(KernelBenchmarks.Elements)];

    static double Throughput(BenchmarkReport report) =>
        report.BenchmarkCase.Descriptor.WorkloadMethod.GetCustomAttribute<TrafficAttribute>()!.Bytes * (double)Elements(report) / report.ResultStatistics!.Median;
}
