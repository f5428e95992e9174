using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>Standard streams that are full or closed, and limits of the system: one line, the right exit code, and what was merged stays.</summary>
public sealed class SystemLimitTests : IDisposable
{
    const string Full = "standard output cannot be written to: No space left on device. The command went on without, and ended with exit code";

    readonly TemporaryFolder _folder = new();

    public SystemLimitTests()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The limits are set, and streams closed, by a shell of Linux.");
        foreach (var (model, seed) in new[] { ("base", 1), ("a", 2) })
            ModelFolder.Write(_folder[model], Enumerable.Range(0, 4).ToDictionary(i => $"layers.{i}.weight", i => PlainTensor.Random("BF16", [16], seed + (10 * i))));
        File.WriteAllText(_folder["recipe.csx"], "Output = Base + 0.5 * (a - Base);");
    }

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("build", "> /dev/full", 1, $"mergesdk: error MERGE5012: {Full} 0\n")]
    [InlineData("build", ">&-", 1, "mergesdk: error MERGE5012: standard output cannot be written to: Bad file descriptor. The command went on without, and ended with exit code 0\n")]
    [InlineData("build", "> /dev/full 2> /dev/full", 1, "")]
    [InlineData("plan", "> /dev/full", 1, $"mergesdk: error MERGE5012: {Full} 0\n")]
    [InlineData("--help", "> /dev/full", 1, $"mergesdk: error MERGE5012: {Full} 0\n")]
    [InlineData("--nonsense", "> /dev/full 2> /dev/full", 2, "")]
    [InlineData("plan", "2>&- | head -1", 0, "tensor            expression                  shape   dtype   file\n")]
    public void A_stream_that_takes_nothing_costs_a_line(string command, string redirection, int exitCode, string text)
    {
        var (ended, said) = Run($"\"$@\" {redirection}", command);

        (ended, said).Should().Be((exitCode, text));
        if (command == "build")
            File.Exists(_folder["bin/model.safetensors"]).Should().BeTrue();
    }

    [SkippableFact]
    public void Errors_keep_their_exit_code_where_nobody_hears_them()
    {
        File.WriteAllText(_folder["recipe.csx"], "Output = nothing;");

        Run("\"$@\" > /dev/full", "plan").Should().Be((1, $"mergesdk: error MERGE5012: {Full} 1\n"));
    }

    [SkippableTheory]
    [InlineData("-n 40", "only 40 files may be open at a time, and the program alone needs 160. Raise the limit: ulimit -n 1024")]
    [InlineData("-n 64", "only 64 files may be open at a time, and the program alone needs 160. Raise the limit: ulimit -n 1024")]
    [InlineData("-v 2000000", "only 2048 MB of address space are allowed, and the program alone reserves 4000 MB, most of which it never uses. "
        + "Raise the limit: ulimit -v unlimited. To bound memory, use --memory-limit (MergeMemoryLimit) or a container")]
    public void A_limit_below_what_the_program_needs_is_told(string limit, string message)
    {
        Run("exec \"$@\"", "build").ExitCode.Should().Be(0);
        var artifact = File.ReadAllBytes(_folder["bin/model.safetensors"]);
        File.AppendAllText(_folder["recipe.csx"], "OutputType = Float32;");

        Run($"ulimit {limit}; exec \"$@\"", "build").Should().Be((1, $"mergesdk: error MERGE5013: {message}\n"));

        File.ReadAllBytes(_folder["bin/model.safetensors"]).Should().Equal(artifact);
    }

    [SkippableFact]
    public void More_weight_files_than_may_be_open_are_told_before_the_merge()
    {
        const string Shards = "--max-shard-size 32";

        Run($"ulimit -n 165; exec \"$@\" {Shards}", "build").Should().Be((1,
            "mergesdk: error MERGE5013: only 165 files may be open at a time, and this merge opens 6 weight files beside the program's own 160. Raise the limit: ulimit -n 166\n"));
        File.Exists(_folder["bin/model.safetensors.index.json"]).Should().BeFalse();

        Run($"ulimit -n 166; exec \"$@\" {Shards}", "build").ExitCode.Should().Be(0);
        Run($"ulimit -n 166; exec \"$@\" {Shards} --memory-limit 100MB", "build").ExitCode.Should().Be(0);
        File.Exists(_folder["bin/model.safetensors.index.json"]).Should().BeTrue();
    }

    /// <summary>Runs the tool by a shell, in which <c>"$@"</c> stands for it.</summary>
    (int ExitCode, string Text) Run(string script, string command)
    {
        string[] arguments = command is "build" or "plan"
            ? [command, _folder["recipe.csx"], "--model", $"base={_folder["base"]}", "--model", $"a={_folder["a"]}", "--threads", "1"]
            : [command];
        return ToolProcess.WaitFor(ToolProcess.StartBy(["sh", "-c", script, "sh"], arguments));
    }
}
