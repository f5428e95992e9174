using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

public sealed class OutputTests
{
    static readonly Diagnostic[] s_diagnostics =
    [
        new(Severity.Error, "MERGE9001", "an error"), new(Severity.Warning, "MERGE9002", "a warning"), new(Severity.Message, "MERGE9003", "a message"),
    ];

    [Fact]
    public void In_a_terminal_errors_are_red_and_warnings_yellow()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var output = new Output(writer, forMsBuild: false, new Terminal(() => 80, color => writer.Write($"<{color}>")));

        output.Live("working");
        foreach (var diagnostic in s_diagnostics)
            output.Report(diagnostic);
        output.Important("done");

        writer.ToString().Should().Be(
            "working\r       \r<Red>mergesdk: error MERGE9001: an error\n<><Yellow>mergesdk: warning MERGE9002: a warning\n<>MERGE9003: a message\ndone\n");
    }

    [SkippableTheory]
    [InlineData(null, "\u001b[91m", "\u001b[39;49m")]
    [InlineData("1", "", "")]
    public void A_terminal_has_colors_unless_NO_COLOR_says_otherwise(string? noColor, string red, string usual)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "A terminal is made with script of util-linux.");
        using var folder = new TemporaryFolder();
        const string Script = """for word; do line="$line '$word'"; done; exec script -q -e -c "$line" /dev/null""";

        var inPipe = ToolProcess.Run(["inspect", folder["nothing"]]).Text;
        var inTerminal = ToolProcess.WaitFor(ToolProcess.StartBy(
            ["sh", "-c", Script, "sh"], ["inspect", folder["nothing"]], ("TERM", "xterm-256color"), ("NO_COLOR", noColor!))).Text;

        inPipe.Should().Contain("error MERGE1020: ").And.NotContain("\u001b");
        // The framework begins with the mode of the keypad, and each color with the usual one.
        inTerminal.Replace("\u001b[?1h\u001b=", "", StringComparison.Ordinal).Should().Be($"{usual}{red}{inPipe.TrimEnd()}\r\n{usual}");
    }

    [Fact]
    public void Shells_are_told_how_a_command_line_can_go_on()
    {
        Suggestions("mergesdk i").Should().Contain(["import", "inspect"]).And.NotContain("msbuild");
        Suggestions("mergesdk build --m").Should().Contain(["--max-shard-size", "--memory-limit", "--model"]).And.NotContain("--tensors");
    }

    static string[] Suggestions(string line) =>
        CommandLine.Run($"[suggest:{line.Length}]", line).Text.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
