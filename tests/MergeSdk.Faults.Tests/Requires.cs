using System.ComponentModel;

namespace MergeSdk.Faults.Tests;

/// <summary>What a test needs of the machine; where that is missing it is skipped and says why.</summary>
static class Requires
{
    public static void Linux() => Skip.IfNot(OperatingSystem.IsLinux(), "The faults are made with tools of Linux.");

    public static void Strace()
    {
        Linux();
        // A container may have strace and yet not allow it.
        Skip.IfNot(Runs("strace", "-o", "/dev/null", "true"), "strace is not installed or may not trace: apt-get install strace.");
    }

    public static void Root()
    {
        Linux();
        Skip.IfNot(Environment.IsPrivilegedProcess, "Mounting and changing the user need root.");
    }

    public static void Mounts()
    {
        Root();
        Skip.IfNot(Runs("unshare", "-m", "true"), "This machine allows no mounts.");
    }

    public static void LoopDevices()
    {
        Mounts();
        Skip.IfNot(Runs("losetup", "-f"), "There is no free loop device.");
        Skip.IfNot(Runs("mkfs.ext4", "-V"), "mkfs.ext4 is not installed: apt-get install e2fsprogs.");
    }

    public static bool Runs(string command, params string[] arguments)
    {
        try
        {
            Command.Run(command, arguments);
            return true;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }
}
