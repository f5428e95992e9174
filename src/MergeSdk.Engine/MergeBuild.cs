using System.Globalization;

namespace MergeSdk.Engine;

/// <summary>Executes a plan: computes the tensors whose keys changed and publishes the artifact.</summary>
public static class MergeBuild
{
    /// <summary>Brings the artifact up to date. No other build may work in the same folders meanwhile.</summary>
    /// <exception cref="MergeException">Something the user can mend: too little room, a changed input.</exception>
    /// <exception cref="IOException">Reading or writing failed: a full disk, a broken device. What was finished is kept.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be written to.</exception>
    /// <exception cref="OperationCanceledException">Canceled; the next build goes on where this one stopped.</exception>
    public static MergeSummary Run(MergeRequest request, CancellationToken cancellation)
    {
        FolderRules.Check(request);
        Directory.CreateDirectory(request.StateFolder);
        using var session = new BuildSession(request, cancellation);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            // For the recipe's own methods: a number in a text is the same number on every machine. Threads take the culture over.
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            return session.Run();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    /// <summary>Tells which tensors a build would compute, and why, without writing anything.</summary>
    public static IReadOnlyList<(PlannedTensor Tensor, string Reason)> Explain(MergeRequest request, CancellationToken cancellation)
    {
        Directory.CreateDirectory(request.StateFolder);
        using var session = new BuildSession(request, cancellation);
        return session.Explain();
    }
}
