using System.Globalization;

namespace MergeSdk.Benchmarks;

/// <summary>Where the figures are from.</summary>
sealed record Machine(string Processor, int Cores, long MemoryBytes, string Kernel, string FileSystem, string Date)
{
    public static Machine Current(string folder) => new(
        FirstValue("/proc/cpuinfo", "model name"),
        Environment.ProcessorCount,
        long.Parse(FirstValue("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture) * 1024,
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        new DriveInfo(folder).DriveFormat,
        DateTime.UtcNow.ToString("u", CultureInfo.InvariantCulture));

    /// <summary>How busy the machine is: the mean number of runnable threads over 1, 5 and 15 minutes.</summary>
    public static string Load => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Processor}, {Cores} cores, {MemoryBytes / 1e9:0} GB, Linux {Kernel}, {FileSystem}, {Date}");

    static string FirstValue(string file, string key) => File.ReadLines(file).First(line => line.StartsWith(key, StringComparison.Ordinal)).Split(':', 2)[1].Trim();
}
