namespace MergeSdk.Engine.Files;

/// <summary>Makes sure that one build at a time works in a state folder. The lock goes with the process, however that ends.</summary>
sealed class ProjectLock : IDisposable
{
    readonly FileStream _stream;

    ProjectLock(FileStream stream) => _stream = stream;

    /// <summary>Takes the lock or says who has it.</summary>
    public static ProjectLock Take(string stateFolder)
    {
        var path = Path.Combine(stateFolder, "merge.busy");
        var holder = path + ".by";
        try
        {
            var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holder, $"process {Environment.ProcessId} on {Environment.MachineName}");
            return new ProjectLock(stream);
        }
        catch (IOException e) when (e is not DirectoryNotFoundException)
        {
            var who = File.Exists(holder) ? File.ReadAllText(holder) : "another process";
            throw new MergeException(
                DiagnosticCodes.BuildRunning,
                $"another build of this project is running ({who}). Wait until it ends, or stop it.",
                new SourcePosition(stateFolder));
        }
    }

    public void Dispose() => _stream.Dispose();
}
