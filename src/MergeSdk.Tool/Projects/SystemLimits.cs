using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MergeSdk.Tool;

/// <summary>
/// Limits of the system (<c>ulimit</c>) below which the program does not even get its own assemblies loaded, and would end anywhere with words that do not tell why.
/// </summary>
static partial class SystemLimits
{
    // On Linux; elsewhere the numbers are others, and limits are not looked at.
    const int OpenFiles = 7;
    const int AddressSpace = 9;

    // Measured: 110 files and 3.2 GB, with the compiler loaded.
    const ulong LeastOpenFiles = 160;
    const ulong LeastAddressSpace = 4_000_000_000;

    const int StandardOutput = 1;

    /// <summary>Says in one line which limit is too low.</summary>
    /// <returns>Whether one is.</returns>
    public static bool TellWhatIsTooLow()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        var message = Of(OpenFiles) is < LeastOpenFiles and var files
            ? string.Create(CultureInfo.InvariantCulture, $"only {files} files may be open at a time, and the program alone needs {LeastOpenFiles}. Raise the limit: ulimit -n 1024")
            : Of(AddressSpace) is < LeastAddressSpace and var bytes
            ? string.Create(CultureInfo.InvariantCulture,
                $"only {bytes / 1e6:0} MB of address space are allowed, and the program alone reserves {LeastAddressSpace / 1e6:0} MB, most of which it never uses. Raise the limit: ulimit -v unlimited. To bound memory, use --memory-limit (MergeMemoryLimit) or a container")
            : null;
        if (message is null)
            return false;
        // Not by way of the console, which needs assemblies that may not get loaded.
        ReadOnlySpan<byte> line = Encoding.UTF8.GetBytes($"{new Diagnostic(Severity.Error, DiagnosticCodes.SystemLimit, message)}\n");
        Write(StandardOutput, in MemoryMarshal.GetReference(line), line.Length);
        return true;
    }

    /// <summary>Refuses a merge of more files than may be open at a time: every one stays open, so that nothing gets in its place meanwhile.</summary>
    /// <exception cref="MergeException">The limit is too low.</exception>
    public static void CheckOpenFiles(int files)
    {
        var needed = LeastOpenFiles + (ulong)files;
        var allowed = OperatingSystem.IsLinux() ? Of(OpenFiles) : ulong.MaxValue;
        if (allowed >= needed)
            return;
        throw new MergeException(DiagnosticCodes.SystemLimit, string.Create(
            CultureInfo.InvariantCulture,
            $"only {allowed} files may be open at a time, and this merge opens {files} weight files beside the program's own {LeastOpenFiles}. Raise the limit: ulimit -n {needed}"));
    }

    static ulong Of(int resource) => GetLimit(resource, out var limit) == 0 ? limit.Current : ulong.MaxValue;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int file, in byte bytes, nint count);

    readonly struct Limit
    {
        public readonly ulong Current;
        readonly ulong _most;
    }
}
