namespace MergeSdk.Tool;

/// <summary>The program's exit codes, as <c>mergesdk --help</c> lists them.</summary>
static class ExitCodes
{
    public const int Success = 0;

    /// <summary>Errors were reported.</summary>
    public const int Errors = 1;

    /// <summary>Wrong arguments, or a defect of the program.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C, SIGTERM, or the end of the process that started it.</summary>
    public const int Canceled = 130;
}
