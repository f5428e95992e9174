using System.Diagnostics;

namespace MergeSdk.Tensors.Tests.Hashing;

public sealed class XxHash3Tests
{
    public static byte[] Pattern(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((uint)i * 0x9E3779B1 >> 24))];

    [Fact]
    public void Digests_are_those_of_the_reference_program()
    {
        var pattern = Pattern((1 << 20) + 13);
        foreach (var line in File.ReadLines(Path.Join(AppContext.BaseDirectory, "Data", "xxh3-128.txt")).Where(line => line[0] != '#'))
        {
            var (length, digest) = (int.Parse(line.Split(' ')[0], null), line.Split(' ')[1]);
            XxHash3.Hash128(pattern.AsSpan(0, length)).ToString().Should().Be(digest, "{0} bytes were hashed", length);
        }
    }

    [Fact]
    public void Nothing_outside_the_span_is_read()
    {
        for (var length = 0; length <= 2200; length++)
        {
            using var atEnd = new GuardedBuffer<byte>(Pattern(length));
            using var atStart = new GuardedBuffer<byte>(Pattern(length), atEnd: false);
            XxHash3.Hash128(atEnd.Span).Should().Be(XxHash3.Hash128(atStart.Span));
        }
    }

    [SkippableFact]
    public void Random_data_hashes_as_the_installed_program_does()
    {
        var random = new Random(42);
        foreach (var length in new[] { 0, 3, 8, 16, 100, 200, 241, 1024, 70_001, (1 << 22) + 5 })
        {
            var data = new byte[length];
            random.NextBytes(data);
            var path = Path.GetTempFileName();
            try
            {
                File.WriteAllBytes(path, data);
                Run(path).Should().StartWith(XxHash3.Hash128(data).ToString(), "{0} bytes were hashed", length);
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    static string Run(string path)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("xxhsum", ["-H2", path]) { RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new SkipException("xxhsum is not installed.");
        }
    }
}
