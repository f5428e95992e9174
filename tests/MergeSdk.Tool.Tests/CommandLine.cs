using System.CommandLine;

namespace MergeSdk.Tool.Tests;

/// <summary>Runs the command line in this process.</summary>
static class CommandLine
{
    public static (int ExitCode, string Text) Run(params string[] arguments)
    {
        using var text = new StringWriter();
        var parsed = Commands.Create(text).Parse(arguments);
        var exitCode = parsed.Invoke(new InvocationConfiguration { Output = text, Error = text });
        return (parsed.Errors.Count > 0 ? ExitCodes.Usage : exitCode, text.ToString());
    }
}
