using System.Diagnostics;
using System.Net.Sockets;

namespace MergeSdk.Tensors.Tests.Safetensors;

/// <summary>Paths that lead to something else than a plain file. Were one opened, the test would hang.</summary>
public sealed class SpecialFilesTests : IDisposable
{
    readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file() => Refused(_folder.At("none.safetensors"), DiagnosticCodes.UnreadableFile, "does not exist");

    [Fact]
    public void A_path_through_a_file() => Refused(Path.Join(_folder.Write("file", "x"), "x.safetensors"), DiagnosticCodes.UnreadableFile, "does not exist");

    [Fact]
    public void A_folder() => Refused(_folder.Root, DiagnosticCodes.NotARegularFile, "folder");

    [Fact]
    public void A_path_with_nul() => Refused("a\0b", DiagnosticCodes.UnreadableFile, "NUL");

    [SkippableFact]
    public void A_pipe()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no pipes in folders.");
        using (var process = Process.Start("mkfifo", _folder.At("x.safetensors")))
        {
            process.WaitForExit();
        }
        Refused(_folder.At("x.safetensors"), DiagnosticCodes.NotARegularFile, "pipe");
    }

    [SkippableFact]
    public void A_device()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no devices in folders.");
        Refused("/dev/zero", DiagnosticCodes.NotARegularFile, "device");
        File.CreateSymbolicLink(_folder.At("x.safetensors"), "/dev/zero");
        Refused(_folder.At("x.safetensors"), DiagnosticCodes.NotARegularFile, "device");
    }

    [SkippableFact]
    public void A_socket()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows reports sockets differently.");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.At("x.safetensors")));
        Refused(_folder.At("x.safetensors"), DiagnosticCodes.NotARegularFile, "socket");
    }

    [SkippableFact]
    public void Links()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows needs rights to create links.");
        Directory.CreateDirectory(_folder.At("blobs"));
        File.Move(_folder.WriteModel("a.safetensors", "w"), _folder.At("blobs/abc"));
        File.CreateSymbolicLink(_folder.At("a.safetensors"), "blobs/abc");
        SafetensorsFile.ReadHeader(_folder.At("a.safetensors")).Tensors.Should().ContainSingle("the Hugging Face cache is made of such links");

        File.Delete(_folder.At("blobs/abc"));
        Refused(_folder.At("a.safetensors"), DiagnosticCodes.UnreadableFile, "link to 'blobs/abc'");

        File.CreateSymbolicLink(_folder.At("b.safetensors"), "b.safetensors");
        Refused(_folder.At("b.safetensors"), DiagnosticCodes.NotARegularFile, "circle");
    }

    static void Refused(string path, string code, string message)
    {
        var error = ((Action)(() => SafetensorsFile.ReadHeader(path))).Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle().Which;
        error.Code.Should().Be(code, error.Message);
        error.Message.Should().Contain(message);
    }
}
