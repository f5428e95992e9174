namespace MergeSdk.Build.Files;

/// <summary>Makes sure that one build at a time works in a folder. The lock goes with the process, however that ends.</summary>
sealed class BuildLock : IDisposable
{
    const string OutputFile = ".merge.busy";

    readonly FileStream _stream;
    readonly string? _temporaryHolder;

    BuildLock(FileStream stream, string? temporaryHolder) => (_stream, _temporaryHolder) = (stream, temporaryHolder);

    /// <summary>
    /// What a build has in its output folder while it runs, and a killed one leaves there until the next: hidden, so that nothing takes it for a part of the model.
    /// </summary>
    public static IReadOnlyList<string> OutputFiles { get; } = [OutputFile, HolderOf(OutputFile)];

    /// <summary>Takes the lock of a state folder or says who has it.</summary>
    /// <exception cref="MergeException">Another process has it.</exception>
    public static BuildLock OfProject(string stateFolder) => Take(stateFolder, "merge.busy", "of this project", temporary: false);

    /// <summary>Takes the lock of an output folder, which builds with other state folders may work in too, or says who has it.</summary>
    /// <exception cref="MergeException">Another process has it.</exception>
    public static BuildLock OfOutput(string outputFolder) => Take(outputFolder, OutputFile, "into this folder", temporary: true);

    static BuildLock Take(string folder, string file, string what, bool temporary)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, file);
        var holder = HolderOf(path);
        FileStream stream;
        try
        {
            if (new FileInfo(path).LinkTarget is not null)
                File.Delete(path);
            // With these three options together the framework makes sure that the file it locked is still the one that has the name.
            stream = new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, temporary ? FileOptions.DeleteOnClose : FileOptions.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            var who = File.Exists(holder) ? File.ReadAllText(holder) : "another process";
            throw new MergeException(
                DiagnosticCodes.BuildRunning,
                $"another build {what} is running ({who}). Wait until it ends, or stop it.",
                new SourcePosition(folder));
        }
        try
        {
            // It may be a link.
            File.Delete(holder);
            File.WriteAllText(holder, $"process {Environment.ProcessId} on {Environment.MachineName}");
        }
        catch
        {
            stream.Dispose();
            throw;
        }
        return new BuildLock(stream, temporary ? holder : null);
    }

    public void Dispose()
    {
        if (_temporaryHolder is not null)
            File.Delete(_temporaryHolder);
        _stream.Dispose();
    }

    static string HolderOf(string path) => path + ".by";

    /// <summary>Not every failure to open is somebody else's lock: ERROR_SHARING_VIOLATION of Windows, EWOULDBLOCK of Linux and of macOS.</summary>
    static bool IsHeld(IOException e) => e.HResult is unchecked((int)0x80070020) or 11 or 35;
}
