using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace MergeSdk.Engine.Execution;

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
        try
        {
            // Without buffering, so that items start in order and no thread hoards the last large ones.
            Parallel.ForEach(
                Partitioner.Create(items, EnumerablePartitionerOptions.NoBuffering),
                _options,
                () => _idle.TryTake(out var workspace) ? workspace : throw new InvalidOperationException("More threads than workspaces."),
                (item, _, workspace) =>
                {
                    action(item, workspace);
                    return workspace;
                },
                _idle.Add);
        }
        catch (AggregateException e)
        {
            // The first failure is the cause; the others are usually its echoes.
            ExceptionDispatchInfo.Throw(e.InnerExceptions.FirstOrDefault(inner => inner is MergeException) ?? e.InnerExceptions[0]);
        }
    }
}
