namespace MergeSdk.Tool;

/// <summary>Runs a command and turns whatever ends it into messages and an exit code.</summary>
static class Guarded
{
    public static Task<int> Run(Output output, Action<Output, CancellationToken> action, CancellationToken cancellation) => Task.Run(() =>
    {
        try
        {
            action(output, cancellation);
            return output.Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error) ? ExitCodes.Errors : ExitCodes.Success;
        }
        catch (MergeException e)
        {
            foreach (var diagnostic in e.Diagnostics)
                output.Report(diagnostic);
            return ExitCodes.Errors;
        }
        catch (OperationCanceledException)
        {
            output.Important("Canceled. What was finished is kept for the next build.");
            return ExitCodes.Canceled;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            output.Report(new Diagnostic(
                Severity.Error, DiagnosticCodes.WriteFailed, $"reading or writing failed: {e.Message.TrimEnd('.')}. What was finished is kept; mend the cause and build again."));
            return ExitCodes.Errors;
        }
        catch (OutOfMemoryException)
        {
            output.Report(new Diagnostic(
                Severity.Error, DiagnosticCodes.OutOfMemory, "there is not enough memory. What was finished is kept; merge with fewer threads, or raise the limit, and build again."));
            return ExitCodes.Errors;
        }
#pragma warning disable CA1031 // The last resort: a defect must reach the user as an error, with the details where a report finds them.
        catch (Exception e)
#pragma warning restore CA1031
        {
            output.Report(new Diagnostic(
                Severity.Error, DiagnosticCodes.InternalError, $"a defect in MergeSdk: {e.GetType().Name}: {e.Message} Please report it with the details below."));
            Console.Error.WriteLine(e);
            return ExitCodes.Usage;
        }
    }, CancellationToken.None);
}
