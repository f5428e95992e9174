using MergeSdk.Engine.Files;

namespace MergeSdk.Engine;

/// <summary>Executes a plan: computes the tensors whose keys changed and publishes the artifact.</summary>
public static class MergeBuild
{
    /// <summary>Brings the artifact up to date.</summary>
    /// <exception cref="MergeException">Something the user can mend: a full disk, a changed input, a build that is running already.</exception>
    /// <exception cref="OperationCanceledException">Canceled; the next build goes on where this one stopped.</exception>
    public static MergeSummary Run(MergeRequest request, CancellationToken cancellation)
    {
        FolderRules.Check(request);
        Directory.CreateDirectory(request.StateFolder);
        using var running = ProjectLock.Take(request.StateFolder);
        try
        {
            using var session = new BuildSession(request, cancellation);
            return session.Run();
        }
        catch (IOException e)
        {
            throw new MergeException(
                DiagnosticCodes.WriteFailed,
                $"reading or writing failed: {e.Message} What was finished is kept; mend the cause and build again.",
                new SourcePosition(request.OutputFolder),
                e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new MergeException(
                DiagnosticCodes.WriteFailed, $"{e.Message} Check the rights to the folder.", new SourcePosition(request.OutputFolder), e);
        }
    }

    /// <summary>Tells which tensors a build would compute, and why, without writing anything.</summary>
    public static IReadOnlyList<(PlannedTensor Tensor, string Reason)> Explain(MergeRequest request, CancellationToken cancellation)
    {
        Directory.CreateDirectory(request.StateFolder);
        using var running = ProjectLock.Take(request.StateFolder);
        using var session = new BuildSession(request, cancellation);
        return session.Explain();
    }
}
