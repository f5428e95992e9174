using System.Globalization;
using System.Text.RegularExpressions;

namespace MergeSdk.Faults.Tests;

/// <summary>How a build ended, and all it said.</summary>
sealed partial record BuildResult(int ExitCode, string Text)
{
    /// <summary>Of a process that SIGKILL ended.</summary>
    public const int Killed = 128 + 9;

    public static BuildResult Of((int ExitCode, string Text) ended)
    {
        var result = new BuildResult(ended.ExitCode, ended.Text);
        result.Text.Should().NotContain("   at ", "a user sees no stack trace").And.NotContain("MERGE5199", "a fault of the machine is no defect of the program");
        return result;
    }

    /// <summary>Tensors that the build did not compute.</summary>
    public int UpToDate => int.Parse(UpToDateCount().Match(Text).Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>Of those, the ones that an interrupted build left.</summary>
    public int FromInterrupted => InterruptedCount().Match(Text) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    public BuildResult ShouldSucceed()
    {
        ExitCode.Should().Be(0, Text);
        return this;
    }

    /// <summary>Errors were reported, one with this code, with all these words in its line.</summary>
    public BuildResult ShouldFail(string code, params string[] words)
    {
        ExitCode.Should().Be(1, Text);
        Text.Split('\n').Should().Contain(line => line.Contains($": error {code}: ") && words.All(line.Contains), "{0} with {1} was expected in\n{2}", code, string.Join(", ", words), Text);
        return this;
    }

    [GeneratedRegex(@"(\d+) up to date")]
    private static partial Regex UpToDateCount();

    [GeneratedRegex(@"(\d+) from an interrupted build")]
    private static partial Regex InterruptedCount();
}
