using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace MergeSdk.Sdk.Tests.Harness;

/// <summary>What a dotnet command came to. Every assertion that fails shows all it said.</summary>
sealed record DotnetResult(string CommandLine, int ExitCode, string Output)
{
    public DotnetResult ShouldSucceed() => Check(ExitCode == 0, "should succeed");

    public DotnetResult ShouldFail() => Check(ExitCode != 0, "should fail");

    public DotnetResult ShouldSay(string text) => Check(Output.Contains(text, StringComparison.Ordinal), $"should say '{text}'");

    public DotnetResult ShouldNotSay(string text) => Check(!Output.Contains(text, StringComparison.Ordinal), $"should not say '{text}'");

    public DotnetResult ShouldMatch(string pattern) => Check(Regex.IsMatch(Output, pattern, RegexOptions.Multiline), $"should match /{pattern}/");

    DotnetResult Check(bool holds, string what)
    {
        if (!holds)
            throw new XunitException($"'{CommandLine}' {what}; it ended with exit code {ExitCode} and said:\n{Output}");
        return this;
    }
}
