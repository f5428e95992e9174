using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MergeSdk.Tasks;

/// <summary>Asks a process to end by itself.</summary>
static class Interrupt
{
    const int Terminate = 15; // SIGTERM

    /// <summary>Sends SIGTERM and waits, at most as long as given. Windows has nothing like it for a process without a window: there the caller's kill is the first word.</summary>
    public static void AskToStop(Process? process, int milliseconds)
    {
        if (process is null || !(RuntimeInformation.IsOSPlatform(OSPlatform.Linux) || RuntimeInformation.IsOSPlatform(OSPlatform.OSX)))
            return;
        try
        {
            if (!process.HasExited && Kill(process.Id, Terminate) == 0)
                process.WaitForExit(milliseconds);
        }
        catch (SystemException)
        {
            // It ended in between, which is what was wanted.
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Kill(int processId, int signal);
}
