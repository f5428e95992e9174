namespace MergeSdk.Tool;

/// <summary>
/// Shows how far a merge has come: in a terminal one line that changes, else a line now and then; and MSBuild hears the percentage, which its own display in a terminal
/// can show. A short merge shows nothing.
/// </summary>
sealed class ProgressDisplay : IDisposable
{
    static readonly (TimeSpan First, TimeSpan Next) s_live = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
    static readonly (TimeSpan First, TimeSpan Next) s_lines = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));

    readonly Lock _showing = new();
    readonly ITimer _timer;
    readonly ITimer? _percentTimer;
    readonly Output _output;
    int _percent;
    bool _ended;

    public ProgressDisplay(ProgressText text, Output output, TimeProvider time)
    {
        _output = output;
        var (first, next) = output.IsTerminal ? s_live : s_lines;
        _timer = time.CreateTimer(_ => Show(() => ShowText(text)), null, first, next);
        if (output.IsForMsBuild)
            _percentTimer = time.CreateTimer(_ => Show(() => ShowPercent(text.Percent)), null, s_live.First, s_live.Next);
    }

    /// <summary>Ends the display, and takes the line away.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _percentTimer?.Dispose();
        lock (_showing)
        {
            _ended = true;
            if (_output.IsTerminal)
                _output.Live("");
        }
    }

    void Show(Action show)
    {
        lock (_showing)
        {
            // A timer's last call may come after its end.
            if (!_ended)
                show();
        }
    }

    void ShowPercent(int percent)
    {
        if (percent > _percent)
            _output.Percent(_percent = percent);
    }

    void ShowText(ProgressText text)
    {
        if (_output.IsTerminal)
            _output.Live(text.Next());
        else
            _output.Important(text.Next());
    }
}
