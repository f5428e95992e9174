using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace MergeSdk.Compute;

/// <summary>A fixed number of workers with a <see cref="Workspace"/> each: small tensors side by side, the blocks of a large one spread over all.</summary>
sealed class WorkerPool
{
    /// <summary>Tensors of more blocks than this are split between workers: below it, starting and joining costs more than it gains.</summary>
    const int BlocksPerWorker = 4;

    /// <summary>The number of blocks of an item that is to be run alone, with all workers.</summary>
    public const int Alone = int.MaxValue;

    readonly ConcurrentBag<Workspace> _idle;
    readonly ParallelOptions _options;

    public WorkerPool(int workers, CancellationToken cancellation)
    {
        Workers = workers;
        _idle = [.. Enumerable.Range(0, workers).Select(worker => new Workspace(worker))];
        _options = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation };
    }

    public int Workers { get; }

    /// <summary>Runs an action for each item, with as many workers as the item's number of blocks deserves.</summary>
    /// <param name="items">What to work on.</param>
    /// <param name="blocks">How many blocks an item has.</param>
    /// <param name="run">Does the item; it is given the way to run something for each block.</param>
    public void ForEach<T>(IReadOnlyCollection<T> items, Func<T, int> blocks, Action<T, BlockLoop> run)
    {
        var large = items.ToLookup(item => blocks(item) > BlocksPerWorker * Workers || items.Count == 1);
        Spread(large[false], (item, workspace) => run(item, (count, action) =>
        {
            for (var block = 0; block < count; block++)
            {
                _options.CancellationToken.ThrowIfCancellationRequested();
                action(block, workspace);
            }
        }));
        foreach (var item in large[true])
            run(item, (count, action) => Spread(Enumerable.Range(0, count), action));
    }

    void Spread<T>(IEnumerable<T> items, Action<T, Workspace> action)
    {
        var failures = new ConcurrentBag<(long Item, Exception Exception)>();
        try
        {
            // Without buffering, so that items start in order and no thread hoards the last large ones.
            Parallel.ForEach(
                Partitioner.Create(items, EnumerablePartitionerOptions.NoBuffering),
                _options,
                () => _idle.TryTake(out var workspace) ? workspace : throw new InvalidOperationException("More threads than workspaces."),
                (item, _, number, workspace) =>
                {
                    try
                    {
                        action(item, workspace);
                    }
                    catch (Exception e)
                    {
                        failures.Add((number, e));
                        throw;
                    }
                    return workspace;
                },
                _idle.Add);
        }
        catch (AggregateException e)
        {
            // What the user can mend is the cause, the others are usually its echoes. Items before one that fails have started and come to their end,
            // so that of several that would fail the same one is told every time.
            var (_, cause) = failures
                .OrderBy(failure => failure.Exception is not MergeException)
                .ThenBy(failure => failure.Item)
                .FirstOrDefault((0, e.InnerExceptions[0]));
            ExceptionDispatchInfo.Throw(cause);
        }
    }
}
