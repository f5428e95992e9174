using System.Globalization;
using MergeSdk.Build.Artifact;
using MergeSdk.Graph.Plans;

namespace MergeSdk.Build.Session;

/// <summary>Executes a plan: computes the tensors whose keys changed and publishes the artifact.</summary>
static class MergeBuild
{
    /// <summary>Brings the artifact up to date. No other build may work with the same state folder meanwhile.</summary>
    /// <exception cref="MergeException">Something the user can mend: files of somebody's in the output folder, too little room, a changed input.</exception>
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
        FolderRules.Check(request);
        Directory.CreateDirectory(request.StateFolder);
        using var session = new BuildSession(request, cancellation);
        return session.Explain();
    }

    /// <summary>Looks at a folder that an artifact is to be copied to: nothing that is somebody's may be overwritten, and nothing be written through a link.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="folder">Where its files are to go.</param>
    /// <param name="inputs">What each input of the project is, and its folder.</param>
    /// <param name="sources">The folders of the project's own files.</param>
    /// <exception cref="MergeException">The folder lies where it must not, or has such files, by name.</exception>
    public static void CheckCopy(string artifact, string folder, IReadOnlyList<(string What, string Folder)> inputs, IReadOnlyList<string> sources)
    {
        FolderRules.CheckPlace(folder, inputs, sources);
        OwnedFiles.Among(folder).CheckCopy(OwnedFiles.Among(artifact));
    }
}
