using System.Globalization;
using MergeSdk.Compute;

namespace MergeSdk.Tool;

/// <summary>Puts the progress of a merge into words: tensors, speed, time left, and what the speed is limited by.</summary>
/// <param name="progress">The engine's counters.</param>
/// <param name="workers">Threads that merge.</param>
/// <param name="time">The clock.</param>
/// <param name="processorTime">The time that processors have spent on this process.</param>
sealed class ProgressText(MergeProgress progress, int workers, TimeProvider time, Func<TimeSpan> processorTime)
{
    /// <summary>From this share of the workers' time on, a merge waits for the processor rather than for the disk.</summary>
    const double BusyShare = 0.75;

    readonly int _processors = Math.Min(workers, Environment.ProcessorCount);
    (long Time, long Bytes, TimeSpan Processor) _last = (time.GetTimestamp(), 0, processorTime());
    (long Time, long Written)? _began;

    /// <summary>How much is written of what is to be written.</summary>
    public int Percent => progress.TotalBytes == 0 ? 0 : (int)(100 * progress.BytesWritten / progress.TotalBytes);

    /// <summary>What has happened since the last call, or since the start.</summary>
    public string Next()
    {
        var now = (Time: time.GetTimestamp(), Bytes: progress.BytesRead + progress.BytesWritten, Processor: processorTime());
        var elapsed = time.GetElapsedTime(_last.Time, now.Time).TotalSeconds;
        var speed = (now.Bytes - _last.Bytes) / elapsed;
        var limit = (now.Processor - _last.Processor).TotalSeconds >= BusyShare * elapsed * _processors ? "processor" : "disk";
        var before = _last.Time;
        _last = now;

        var (done, total) = (progress.Tensors, progress.TotalTensors);
        // Before anything is written, files whose content is not known are hashed.
        if (total == 0)
            return string.Create(CultureInfo.InvariantCulture, $"comparing: {Sizes.Format(now.Bytes)} read, {Speed()}");
        if (done == total)
            return string.Create(CultureInfo.InvariantCulture, $"merging: {done} of {total} tensors, waiting for the disk");
        _began ??= (before, 0);
        return string.Create(CultureInfo.InvariantCulture, $"merging: {done} of {total} tensors, {Speed()}{TimeLeft(now.Time)}");

        string Speed() => string.Create(CultureInfo.InvariantCulture, $"{Sizes.Format((long)speed)}/s, limited by the {limit}");
    }

    string TimeLeft(long now)
    {
        var written = progress.BytesWritten;
        if (written == 0)
            return "";
        var seconds = time.GetElapsedTime(_began!.Value.Time, now).TotalSeconds * (progress.TotalBytes - written) / written;
        var left = TimeSpan.FromSeconds(Math.Ceiling(seconds));
        return string.Create(CultureInfo.InvariantCulture, $", {(left.TotalHours >= 1 ? $"{(int)left.TotalHours} h {left.Minutes} min"
            : left.TotalMinutes >= 1 ? $"{left.Minutes} min {left.Seconds} s"
            : $"{left.Seconds} s")} left");
    }
}
