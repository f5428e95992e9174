using Microsoft.Build.Framework;

namespace MergeSdk.Tasks;

/// <summary>
/// Makes MSBuild's terminal logger show text. That logger, which <c>dotnet build</c> takes in a terminal, drops what tasks say, but for errors and warnings. It lets
/// through what is marked as the output of a test run, in a project that has begun one; other loggers show the same message as they show every important one.
/// </summary>
static class TerminalLogger
{
    // What the tasks of VSTest and Microsoft.Testing.Platform mark the output of tests with.
    const string TestOutput = "TLTESTOUTPUT";

    /// <summary>Says the text in one piece, so that nothing of a project built at the same time gets between its lines. The target <c>_TestRunStart</c> must have run.</summary>
    public static void Show(IBuildEngine engine, string text) =>
        engine.LogMessageEvent(new ExtendedBuildMessageEventArgs(TestOutput, text, helpKeyword: null, senderName: null, MessageImportance.High));
}
