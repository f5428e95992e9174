using System.Diagnostics;

namespace MergeSdk.Tensors.Tests;

/// <summary>The same bits whatever the processor has. Each case is a process of its own, because .NET decides at start which instructions it uses.</summary>
public sealed class InstructionSetTests
{
    // .NET renamed the AVX-512 switch in version 10; both are set.
    static readonly Dictionary<string, string[]> s_switches = new()
    {
        ["256"] = ["DOTNET_EnableAVX512", "DOTNET_EnableAVX512F"],
        ["128"] = ["DOTNET_EnableAVX512", "DOTNET_EnableAVX512F", "DOTNET_EnableAVX2"],
        ["0"] = ["DOTNET_EnableHWIntrinsic"],
    };

    [Theory]
    [InlineData("256")]
    [InlineData("128")]
    [InlineData("0")]
    public void Every_kernel_gives_the_same_bits_with_narrower_vectors(string width)
    {
        using var here = new StringWriter();
        KernelDigests.Write(here);
        var expected = Lines(here.ToString());

        var actual = Lines(RunWithout(s_switches[width]));

        int.Parse(actual[0].Split(' ')[1], null).Should().BeLessThanOrEqualTo(int.Parse(width, null), "instruction sets were switched off");
        actual.Skip(1).Should().Equal(expected.Skip(1));
    }

    static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    static string RunWithout(string[] switches)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", typeof(Program).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in switches)
        {
            start.Environment[name] = "0";
        }
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.Should().Be(0, "the process wrote {0}", errors.GetAwaiter().GetResult());
        return output;
    }
}
