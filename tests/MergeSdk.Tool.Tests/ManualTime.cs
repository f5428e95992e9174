namespace MergeSdk.Tool.Tests;

/// <summary>A clock that a test moves, and that calls its timers while it is moved.</summary>
sealed class ManualTime : TimeProvider
{
    readonly List<Timer> _timers = [];
    long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state), _now + dueTime.Ticks, period.Ticks);
        _timers.Add(timer);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        var end = _now + time.Ticks;
        while (_timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due) is { } next)
        {
            _now = next.Due;
            next.Call();
        }
        _now = end;
    }

    sealed class Timer(ManualTime owner, Action callback, long due, long period) : ITimer
    {
        public long Due { get; private set; } = due;

        public void Call()
        {
            Due += period;
            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => owner._timers.Remove(this);

        public ValueTask DisposeAsync() => throw new NotSupportedException();
    }
}
