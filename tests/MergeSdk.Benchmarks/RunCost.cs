using System.Text.Json.Serialization;

namespace MergeSdk.Benchmarks;

/// <summary>What one run took.</summary>
/// <param name="Wall">Seconds on the clock.</param>
/// <param name="User">Seconds of processors, in the program.</param>
/// <param name="System">Seconds of processors, in the kernel.</param>
/// <param name="PeakBytes">Most memory resident at once; 0 where there is no process of its own to ask.</param>
/// <param name="BytesRead">Bytes that read calls returned, also from the page cache.</param>
/// <param name="BytesWritten">Bytes given to write calls.</param>
/// <param name="BytesFromDisk">Bytes that came from the disk: with a warm page cache, next to none.</param>
sealed record RunCost(double Wall, double User, double System, long PeakBytes, long BytesRead, long BytesWritten, long BytesFromDisk)
{
    [JsonIgnore]
    public double Processor => User + System;
}
