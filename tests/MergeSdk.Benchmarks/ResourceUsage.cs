using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MergeSdk.Benchmarks;

/// <summary>What the kernel has counted of this process or of its finished children, at one moment.</summary>
readonly partial struct ResourceUsage
{
    readonly long _clock;
    readonly Usage _usage;
    readonly Dictionary<string, long> _io;

    ResourceUsage(Who who)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("The benchmarks of merges read what Linux counts in /proc/self/io.");
        if (GetResourceUsage(who, out _usage) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        _io = File.ReadLines("/proc/self/io").Select(line => line.Split(": ")).ToDictionary(parts => parts[0], parts => long.Parse(parts[1], CultureInfo.InvariantCulture));
        _clock = Stopwatch.GetTimestamp();
    }

    enum Who
    {
        Self = 0,
        Children = -1,
    }

    /// <summary>Runs something in this process.</summary>
    public static RunCost OfAction(Action action)
    {
        var before = new ResourceUsage(Who.Self);
        action();
        return before.Until(new ResourceUsage(Who.Self)) with { PeakBytes = 0 };
    }

    /// <summary>
    /// Runs something that starts one other process and waits for its end. Its peak memory is right only if this process is smaller and has no other
    /// children: the kernel keeps the largest child's, and a child begins as large as its parent.
    /// </summary>
    public static RunCost OfChild(Action startAndWait)
    {
        var before = new ResourceUsage(Who.Children);
        startAndWait();
        return before.Until(new ResourceUsage(Who.Children));
    }

    RunCost Until(ResourceUsage end) => new(
        Stopwatch.GetElapsedTime(_clock, end._clock).TotalSeconds,
        end._usage.User.Seconds - _usage.User.Seconds,
        end._usage.System.Seconds - _usage.System.Seconds,
        end._usage.PeakKibibytes * 1024,
        end._io["rchar"] - _io["rchar"],
        end._io["wchar"] - _io["wchar"],
        end._io["read_bytes"] - _io["read_bytes"]);

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetResourceUsage(Who who, out Usage usage);

    /// <summary>The beginning of <c>struct rusage</c> on 64-bit Linux, and room for the rest.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    struct Usage
    {
        public Time User;
        public Time System;
        public long PeakKibibytes;
    }

    [StructLayout(LayoutKind.Sequential)]
    struct Time
    {
        long _seconds;
        long _microseconds;

        public readonly double Seconds => _seconds + (_microseconds * 1e-6);
    }
}
