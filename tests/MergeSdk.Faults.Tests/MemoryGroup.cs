namespace MergeSdk.Faults.Tests;

/// <summary>A control group whose processes may use so much memory, and no more.</summary>
sealed class MemoryGroup : IDisposable
{
    readonly string _folder;

    /// <param name="bytes">The limit.</param>
    public MemoryGroup(long bytes)
    {
        // The first version of control groups has a folder for each resource, the second one for all.
        var first = Directory.Exists("/sys/fs/cgroup/memory");
        _folder = Path.Combine(first ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup", $"mergesdk-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(_folder);
            File.WriteAllText(Path.Combine(_folder, first ? "memory.limit_in_bytes" : "memory.max"), $"{bytes}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new SkipException($"No control group can be made: {e.Message}");
        }
    }

    /// <summary>Runs a command in the group.</summary>
    public string[] Command => ["sh", "-c", "echo $$ > \"$0/cgroup.procs\" && exec \"$@\"", _folder];

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder);
    }
}
