using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MergeSdk.Tool;

/// <summary>
/// Cancels when the process that started this one is gone: SIGTERM to <c>dotnet build</c> ends it without a word to its children.
/// </summary>
static partial class ParentWatch
{
    static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a canceled build may take to leave on its own.</summary>
    static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(300);

    public static void Start(int parent, Action cancel)
    {
        new Thread(() =>
        {
            WaitForEnd(parent);
            cancel();
            Thread.Sleep(s_grace);
            // Nobody is left to read an exit code, and what is on the disk stands being killed at any moment.
            using var self = Process.GetCurrentProcess();
            self.Kill();
        })
        { IsBackground = true, Name = nameof(ParentWatch) }.Start();
    }

    static void WaitForEnd(int parent)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                using var process = Process.GetProcessById(parent);
                process.WaitForExit();
            }
            catch (ArgumentException)
            {
                // It is gone already.
            }
            return;
        }
        // An orphan gets another parent at once. Asking for it costs nothing, and no other process can take the old one's number meanwhile.
        while (GetParent() == parent)
            Thread.Sleep(s_interval);
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParent();
}
