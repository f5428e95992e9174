namespace MergeSdk.Sdk.Tests.Harness;

/// <summary>Runs dotnet commands in a terminal, where MSBuild takes its terminal logger.</summary>
static class PseudoTerminal
{
    static readonly string[] s_servers =
    [
        "CI", "TF_BUILD", "GITHUB_ACTIONS", "APPVEYOR", "TRAVIS", "CIRCLECI", "TEAMCITY_VERSION", "JB_SPACE_API_URL", "BUILD_ID", "BUILD_URL", "PROJECT_ID",
        "CODEBUILD_BUILD_ID", "AWS_REGION",
    ];

    public static void Require() =>
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "A terminal is made with script of util-linux.");

    /// <summary>Runs to the end.</summary>
    /// <returns>The result, with everything that was written to the terminal as it was.</returns>
    public static DotnetResult Run(string folder, string command, int columns = 120)
    {
        var environment = Dotnet.Environment(Repository.Packages, Repository.UserPackages);
        environment["TERM"] = "xterm-256color";
        environment["MSBUILDTERMINALLOGGER"] = null;
        // Where one of these is set, dotnet takes no terminal logger, terminal or not.
        foreach (var name in s_servers)
            environment[name] = null;
        var record = Path.Combine(folder, $"{Guid.NewGuid():N}.terminal");
        // A terminal that does not tell its width gets another logger.
        using var run = Dotnet.Start(folder, ["-q", "-e", "-c", $"stty cols {columns} rows 50; exec dotnet {command}", record], environment, program: "/usr/bin/script");
        var result = run.WaitForExit(TimeSpan.FromMinutes(4));
        var written = File.ReadAllText(record);
        File.Delete(record);
        // script adds a line before and one after.
        return result with { Output = written[(written.IndexOf('\n', StringComparison.Ordinal) + 1)..written.LastIndexOf("\nScript done", StringComparison.Ordinal)] };
    }
}
