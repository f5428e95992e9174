namespace MergeSdk.Engine.Execution;

/// <summary>
/// Lets blocks that are worked on in any order end in theirs. Blocks are handed out in order, so the lowest unfinished one is always being worked on and waiting
/// for it cannot go on for ever; if it fails, those that wait fail too.
/// </summary>
sealed class Turnstile
{
    readonly object _lock = new();
    int _next;
    bool _broken;

    /// <summary>Does a block's work, then waits for the blocks before it and ends the block.</summary>
    /// <param name="block">The block's number.</param>
    /// <param name="work">What can be done at any time.</param>
    /// <param name="end">What must be done in order; null if nothing must.</param>
    public void Enter(int block, Action work, Action? end)
    {
        try
        {
            work();
            if (end is null)
                return;
            WaitFor(block);
            end();
        }
        catch
        {
            Move(broken: true);
            throw;
        }
        Move(broken: false);
    }

    void WaitFor(int block)
    {
        lock (_lock)
        {
            while (_next != block)
            {
                if (_broken)
                    throw new OperationCanceledException("An earlier block failed.");
                Monitor.Wait(_lock);
            }
        }
    }

    void Move(bool broken)
    {
        lock (_lock)
        {
            _next++;
            _broken |= broken;
            Monitor.PulseAll(_lock);
        }
    }
}
