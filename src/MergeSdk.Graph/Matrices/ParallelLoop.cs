namespace MergeSdk.Graph.Matrices;

/// <summary>Calls an action for 0 … count − 1, in any order and from as many threads as it likes. Actions must write to different places.</summary>
delegate void ParallelLoop(int count, Action<int> action);

static class ParallelLoops
{
    const int Chunk = 64;

    /// <summary>As the loop itself, for actions too small to be handed out one by one.</summary>
    public static void InChunks(this ParallelLoop loop, int count, Action<int> action) => loop((count + Chunk - 1) / Chunk, chunk =>
    {
        var end = Math.Min(count, (chunk + 1) * Chunk);
        for (var i = chunk * Chunk; i < end; i++)
            action(i);
    });
}
