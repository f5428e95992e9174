using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace MergeSdk.Tasks;

/// <summary>
/// Starts the merge tool in a process of its own and passes on what it says. A build whose inputs and outputs are as the last one left them does not start it, and
/// tells the last run's warnings again: a build is never green only because it is the second one.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class RunMergeTool : ToolTask
{
    // What the tool is given to end by itself on cancellation, before it is killed. Being killed is safe (the next build finishes the job) but loses more work.
    const int StopMilliseconds = 800;

    // The tool marks the lines a user should see at minimal verbosity. They are text, never diagnostics.
    const string ImportantLine = "! ";

    // And those that say how many percent of a merge are done.
    const string PercentLine = "% ";

    readonly CoreRequest _cores = new();
    readonly StringBuilder _view = new();
    readonly PercentTargets _progress = new();
    Process? _process;
    bool _canceled;
    bool _toolSpoke;

    /// <summary>What to do: <c>build</c>, <c>plan</c>, <c>explain</c>, <c>verify</c>, <c>verify-rebuild</c> or <c>check-publish</c>.</summary>
    [Required]
    public string Verb { get; set; } = "";

    /// <summary>The tool's assembly, <c>mergesdk.dll</c>.</summary>
    [Required]
    public string Tool { get; set; } = "";

    /// <summary>The folder of the dotnet host, used if the environment does not name the host.</summary>
    public string DotNetRoot { get; set; } = "";

    /// <summary>The project file: where errors of the task itself point.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>What to merge: a file of <see cref="WriteMergeRequest"/>.</summary>
    [Required]
    public string RequestFile { get; set; } = "";

    /// <summary>Where the stamp and the tool's own state are.</summary>
    [Required]
    public string IntermediateFolder { get; set; } = "";

    /// <summary>How many threads to merge with. Empty: as many cores as MSBuild can spare.</summary>
    public string Threads { get; set; } = "";

    /// <summary>Most memory for buffers, such as <c>256MB</c>.</summary>
    public string MemoryLimit { get; set; } = "";

    /// <summary>For <c>check-publish</c>: where the model's files are to be copied to.</summary>
    public string PublishFolder { get; set; } = "";

    /// <inheritdoc/>
    protected override string ToolName => Path.DirectorySeparatorChar == '\\' ? "dotnet.exe" : "dotnet";

    /// <inheritdoc/>
    protected override Encoding StandardOutputEncoding => Encoding.UTF8;

    /// <inheritdoc/>
    protected override Encoding StandardErrorEncoding => Encoding.UTF8;

    /// <inheritdoc/>
    protected override MessageImportance StandardOutputLoggingImportance => MessageImportance.Normal;

    /// <summary>The tool uses the error stream for crashes only.</summary>
    protected override MessageImportance StandardErrorLoggingImportance => MessageImportance.High;

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            var succeeded = base.Execute() && !Log.HasLoggedErrors;
            if (_view.Length > 0)
                TerminalLogger.Show(BuildEngine, _view.ToString());
            return succeeded;
        }
        finally
        {
            _cores.Release(BuildEngine);
        }
    }

    /// <summary>Asks the tool to end, waits a moment, and then has it killed with everything it started.</summary>
    public override void Cancel()
    {
        _canceled = true;
        Interrupt.AskToStop(_process, StopMilliseconds);
        base.Cancel();
    }

    /// <inheritdoc/>
    protected override bool ValidateParameters()
    {
        if (!File.Exists(Tool))
            Error(TaskDiagnosticCodes.ToolNotFound, $"The merge tool '{Tool}' does not exist; restore the package MergeSdk again, or correct the property MergeToolPath.");
        if (Threads.Length > 0 && ExplicitThreads is null)
            Error(TaskDiagnosticCodes.InvalidThreads, $"MergeThreads is '{Threads}'; it takes a whole number from 1, or nothing for as many cores as MSBuild can spare.");
        return !Log.HasLoggedErrors;
    }

    /// <summary>True if the tool has nothing to do.</summary>
    protected override bool SkipTaskExecution()
    {
        if (Verb != "build")
            return false;
        if (MergeStamp.WhyStale(StateFile("merge.stamp")) is { } reason)
        {
            Log.LogMessage(MessageImportance.Low, "Merging, because {0}.", reason);
            return false;
        }
        Log.LogMessage(MessageImportance.Low, "Not merging: every file of the last merge is as it was.");
        foreach (var line in StateLines("merge.diagnostics"))
            LogEventsFromTextOutput(line, StandardOutputLoggingImportance);
        foreach (var line in StateLines("merge.summary"))
            Log.LogMessage(MessageImportance.High, "{0}", line);
        return true;
    }

    /// <inheritdoc/>
    protected override string GenerateFullPathToTool()
    {
        // Not a parameter: a property that quietly comes from the environment is what MSBuild's build checks warn about.
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH");
        if (!string.IsNullOrEmpty(host))
            return host;
        var beside = Path.Combine(DotNetRoot, ToolName);
        return DotNetRoot.Length > 0 && File.Exists(beside) ? beside : ToolName;
    }

    /// <summary>Said rather than inherited: a process that builds several projects at once is in the folder of none of them.</summary>
    protected override string GetWorkingDirectory() => Path.GetDirectoryName(ProjectFile)!;

    /// <inheritdoc/>
    protected override string GenerateCommandLineCommands()
    {
        var threads = ExplicitThreads ?? _cores.Request(BuildEngine, Environment.ProcessorCount);
        using var self = Process.GetCurrentProcess();
        var line = new CommandLineBuilder();
        line.AppendSwitch("exec");
        line.AppendFileNameIfNotNull(Tool);
        line.AppendSwitch("msbuild");
        line.AppendSwitch(Verb);
        line.AppendFileNameIfNotNull(Path.GetFullPath(RequestFile));
        line.AppendSwitch("--parent-pid " + self.Id.ToString(CultureInfo.InvariantCulture));
        line.AppendSwitch("--threads " + threads.ToString(CultureInfo.InvariantCulture));
        if (MemoryLimit.Length > 0)
            line.AppendSwitchIfNotNull("--memory-limit ", MemoryLimit);
        if (PublishFolder.Length > 0)
            line.AppendSwitchIfNotNull("--publish-folder ", Path.GetFullPath(PublishFolder).TrimEnd(Path.DirectorySeparatorChar));
        return line.ToString();
    }

    /// <inheritdoc/>
    protected override Process StartToolProcess(Process proc) => _process = base.StartToolProcess(proc);

    /// <inheritdoc/>
    protected override void LogToolCommand(string message) => Log.LogCommandLine(MessageImportance.Normal, message);

    /// <inheritdoc/>
    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        if (messageImportance == StandardErrorLoggingImportance)
            Log.LogMessage(messageImportance, "{0}", singleLine);
        else if (singleLine.StartsWith(ImportantLine, StringComparison.Ordinal))
            Show(singleLine.Substring(ImportantLine.Length));
        else if (singleLine.StartsWith(PercentLine, StringComparison.Ordinal))
            _progress.Show(BuildEngine, singleLine.Substring(PercentLine.Length));
        else if (Log.LogMessageFromText(singleLine, messageImportance))
            _toolSpoke = true;
    }

    /// <inheritdoc/>
    protected override bool HandleTaskExecutionErrors()
    {
        // Exit code 1 says that errors were reported; anything else that is not a cancellation deserves a message of its own.
        if (!_canceled && !(ExitCode == 1 && (_toolSpoke || Log.HasLoggedErrors)))
            Error(TaskDiagnosticCodes.ToolFailed, $"The merge tool ended with exit code {ExitCode} and without reporting an error. What was merged so far is kept; build again to go on.");
        return false;
    }

    /// <summary>A build says its lines as they come; of a view, such as a plan, all lines are the result.</summary>
    void Show(string line)
    {
        if (Verb == "build")
            Log.LogMessage(MessageImportance.High, "{0}", line);
        else
            _view.Append(_view.Length > 0 ? Environment.NewLine : "").Append(line);
    }

    int? ExplicitThreads => int.TryParse(Threads, NumberStyles.None, CultureInfo.InvariantCulture, out var threads) && threads > 0 ? threads : null;

    string StateFile(string name) => Path.Combine(Path.GetFullPath(IntermediateFolder), name);

    string[] StateLines(string name)
    {
        var file = StateFile(name);
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    }

    void Error(string code, string message) => Log.LogError(null, code, null, ProjectFile, 0, 0, 0, 0, "{0}", message);
}
