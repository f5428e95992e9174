namespace MergeSdk.Engine.Files;

/// <summary>Makes sure that one build at a time works in a state folder. The lock goes with the process, however that ends.</summary>
sealed class ProjectLock : IDisposable
{
    readonly FileStream _stream;

    ProjectLock(FileStream stream) => _stream = stream;

    /// <summary>Takes the lock or says who has it.</summary>
    /// <exception cref="MergeException">Another process has it.</exception>
    public static ProjectLock Take(string stateFolder)
    {
        Directory.CreateDirectory(stateFolder);
        var path = Path.Combine(stateFolder, "merge.busy");
        var holder = path + ".by";
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            var who = File.Exists(holder) ? File.ReadAllText(holder) : "another process";
            throw new MergeException(
                DiagnosticCodes.BuildRunning,
                $"another build of this project is running ({who}). Wait until it ends, or stop it.",
                new SourcePosition(stateFolder));
        }
        File.WriteAllText(holder, $"process {Environment.ProcessId} on {Environment.MachineName}");
        return new ProjectLock(stream);
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Not every failure to open is somebody else's lock: ERROR_SHARING_VIOLATION of Windows, EWOULDBLOCK of Linux and of macOS.</summary>
    static bool IsHeld(IOException e) => e.HResult is unchecked((int)0x80070020) or 11 or 35;
}
