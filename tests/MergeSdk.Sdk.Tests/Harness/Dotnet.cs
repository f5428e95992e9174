using System.Diagnostics;
using System.Text;

namespace MergeSdk.Sdk.Tests.Harness;

/// <summary>Runs the dotnet command as a user does, in an environment of its own.</summary>
static class Dotnet
{
    static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(4);

    /// <summary>The environment of the builds under test.</summary>
    public static Dictionary<string, string?> Environment(string packages, string? fallback) => new()
    {
        ["NUGET_PACKAGES"] = packages,
        ["NUGET_FALLBACK_PACKAGES"] = fallback is not null && Directory.Exists(fallback) ? fallback : null,
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["DOTNET_NOLOGO"] = "1",
        // Left by the dotnet that runs the tests; they would lead the dotnet under test to it.
        ["MSBuildSDKsPath"] = null,
        ["MSBuildExtensionsPath"] = null,
        ["MSBUILD_EXE_PATH"] = null,
        ["MSBuildLoadMicrosoftTargetsReadOnly"] = null,
        ["VSTEST_CONNECTION_TIMEOUT"] = null,
        // dotnet test sets it, and MSBuild then takes no terminal logger.
        ["MSBUILDENSURESTDOUTFORTASKPROCESSES"] = null,
    };

    /// <summary>Runs to the end.</summary>
    public static DotnetResult Run(string folder, IReadOnlyList<string> arguments, Dictionary<string, string?>? environment = null)
    {
        using var run = Start(folder, arguments, environment);
        return run.WaitForExit(s_timeout);
    }

    /// <summary>Starts without waiting.</summary>
    public static RunningDotnet Start(string folder, IReadOnlyList<string> arguments, Dictionary<string, string?>? environment = null, string? program = null)
    {
        var info = new ProcessStartInfo(program ?? "dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment ?? Environment(Repository.Packages, Repository.UserPackages))
        {
            if (value is null)
                info.Environment.Remove(name);
            else
                info.Environment[name] = value;
        }
        return new RunningDotnet(info);
    }
}
