using System.Text.RegularExpressions;
using System.Xml.Linq;
using MergeSdk.Sdk.Tests.Harness;
using MergeSdk.Tasks;

namespace MergeSdk.Sdk.Tests;

/// <summary>What is seen in a terminal, where MSBuild's terminal logger drops what it takes for details.</summary>
public sealed partial class TerminalTests(TerminalTests.Built built) : IClassFixture<TerminalTests.Built>
{
    static readonly string[] s_views = ["Plan", "Explain", "Verify"];

    /// <summary>Two merges, one of them built.</summary>
    public sealed class Built : IDisposable
    {
        public Built()
        {
            Folder = new MergeFolder("terminal").WithMerge();
            Folder.Project("other", MergeFolder.Models("base", "a"), "Output = Slerp(Base, a, 0.25);");
            Folder.Build().ShouldSucceed();
            Folder.Dotnet("restore", "other").ShouldSucceed();
        }

        internal MergeFolder Folder { get; }

        public void Dispose() => Folder.Dispose();
    }

    public static TheoryData<string> Views => [.. s_views];

    [SkippableTheory]
    [MemberData(nameof(Views))]
    public void A_view_is_the_same_in_a_terminal_and_in_a_pipe(string target)
    {
        PseudoTerminal.Require();
        var view = View("merge", $"msbuild -nologo -v:m -t:{target}");
        view.Should().Contain("39 tensors");

        foreach (var columns in new[] { 40, 120 })
        {
            var terminal = PseudoTerminal.Run(built.Folder["merge"], $"build -t:{target}", columns).ShouldSucceed();
            Occurrences(TerminalScreen.Of(terminal.Output), view).Should().Be(1, "the terminal of {0} columns shows {1}", columns, TerminalScreen.Of(terminal.Output));
            TerminalScreen.Of(terminal.Output).Should().MatchRegex(@"Build succeeded in [\d.]+s");
        }
    }

    [SkippableFact]
    public void Views_of_merges_at_the_same_time_are_each_in_one_piece()
    {
        PseudoTerminal.Require();
        var merge = View("merge", "msbuild -nologo -v:m -t:Plan -p:MergeThreads=1");
        var other = View("other", "msbuild -nologo -v:m -t:Plan -p:MergeThreads=1");
        built.Folder.Write("all.proj", """
            <Project>
              <Target Name="Plan">
                <MSBuild Projects="merge/merge.mergeproj;other/other.mergeproj" Targets="Plan" BuildInParallel="true" />
              </Target>
            </Project>
            """);

        var screen = TerminalScreen.Of(PseudoTerminal.Run(built.Folder.Path, "msbuild all.proj -t:Plan -m:2 -p:MergeThreads=1").ShouldSucceed().Output);

        Occurrences(screen, merge).Should().Be(1, screen);
        Occurrences(screen, other).Should().Be(1, screen);
    }

    [Fact]
    public void A_view_is_seen_where_several_projects_are_built_in_one_process()
    {
        built.Folder.Dotnet("build --no-restore -mt -t:Plan").ShouldSucceed().ShouldMatch("39 tensors: .* to read");
    }

    [SkippableFact]
    public void A_test_run_says_that_there_are_no_tests()
    {
        PseudoTerminal.Require();
        const string Message = "merge: no tests were run, a merge has none of its own yet. To check the merged model: dotnet build -t:Verify";

        built.Folder.Dotnet("test").ShouldSucceed().ShouldSay(Message);
        Occurrences(TerminalScreen.Of(PseudoTerminal.Run(built.Folder["merge"], "test").ShouldSucceed().Output), Message).Should().Be(1);
    }

    [SkippableFact]
    public void A_merge_that_takes_long_moves_and_leaves_its_last_line()
    {
        PseudoTerminal.Require();
        using var folder = new MergeFolder("slow").WithMerge(
            """Output = Define("slow", [a], (inputs, output) => { System.Threading.Thread.Sleep(250); inputs[0].CopyTo(output); });""");

        var terminal = PseudoTerminal.Run(folder["merge"], "build -p:MergeThreads=1").ShouldSucceed();

        Percentages().Matches(terminal.Output).Select(match => match.Value).Distinct().Should().HaveCountGreaterThan(2).And.BeInAscendingOrder(StringComparer.Ordinal);
        var screen = TerminalScreen.Of(terminal.Output);
        screen.Should().MatchRegex(@"merge .*succeeded.* → bin \(39 tensors: 39 merged, 0 up to date, .* written in .* s\)").And.NotContain("Merging");
    }

    [Fact]
    public void Every_step_of_the_progress_has_its_target()
    {
        var targets = XDocument.Load(Path.Combine(Repository.Root, "src", "MergeSdk", "targets", "MergeSdk.Progress.targets"));

        targets.Descendants("Target").Select(target => target.Attribute("Name")!.Value).Should().Equal(
            Enumerable.Range(1, 100 / PercentTargets.Step).Select(i => PercentTargets.Target(i * PercentTargets.Step)));
    }

    [Fact]
    public void The_targets_that_the_documents_run_are_those_that_these_tests_look_at()
    {
        var documents = new[] { "README.md", "docs", "templates", "examples", "src/MergeSdk/README.md" }
            .Select(name => Path.Combine(Repository.Root, name))
            .SelectMany(path => File.Exists(path) ? [path] : Directory.EnumerateFiles(path, "*.md", SearchOption.AllDirectories));

        documents.SelectMany(path => Targets().Matches(File.ReadAllText(path))).Select(match => match.Groups["target"].Value).Distinct()
            .Should().BeSubsetOf(["Rebuild", "Publish", .. s_views]).And.Contain(s_views);
    }

    /// <summary>How often a text is on a screen, whatever time it says that something took.</summary>
    static int Occurrences(string text, string part) => Seconds().Replace(text, "in … s").Split(Seconds().Replace(part, "in … s")).Length - 1;

    [GeneratedRegex(@"in [0-9.]+ s\b")]
    private static partial Regex Seconds();

    /// <summary>What a command says in a pipe, without the indentation of MSBuild's console logger.</summary>
    string View(string folder, string command) =>
        string.Join('\n', built.Folder.Dotnet(command, folder).ShouldSucceed().Output.TrimEnd().Split('\n').Select(line => Regex.Replace(line, "^  ", "")));

    [GeneratedRegex(@"Merging \d\d percent")]
    private static partial Regex Percentages();

    [GeneratedRegex(@"-t:(?<target>\w+)")]
    private static partial Regex Targets();
}
