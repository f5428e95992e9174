using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MergeSdk.Build.Tests;

/// <summary>Hard links, which the framework cannot make.</summary>
static partial class HardLink
{
    public static void Create(string existing, string path)
    {
        if (Link(existing, path) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Link(string existing, string path);
}
