using System.Diagnostics;

namespace MergeSdk.Tool;

/// <summary>
/// Cancels when the process that started this one is gone: SIGTERM to <c>dotnet build</c> ends it without a word to its children.
/// </summary>
internal static class ParentWatch
{
    /// <summary>How long a canceled build may take to leave on its own.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(700);

    public static void Start(int parent, Action cancel)
    {
        new Thread(() =>
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
            cancel();
            Thread.Sleep(s_grace);
            Environment.Exit(ExitCodes.Canceled);
        })
        { IsBackground = true, Name = nameof(ParentWatch) }.Start();
    }
}
