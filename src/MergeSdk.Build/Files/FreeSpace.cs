namespace MergeSdk.Build.Files;

/// <summary>Refuses a build that the disk has no room for, before it starts.</summary>
static class FreeSpace
{
    /// <summary>Room for the small files and the state.</summary>
    const long Margin = 16 << 20;

    public static void Check(string folder, long bytes)
    {
        if (bytes == 0)
            return;
        var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        var needed = bytes + Margin;
        if (free >= needed)
            return;
        throw new MergeException(
            DiagnosticCodes.NoSpace,
            $"the output needs {needed / 1e6:N1} MB, and {free / 1e6:N1} MB are free. Make room, or choose another output folder.",
            new SourcePosition(folder));
    }
}
