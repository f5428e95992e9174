using System.Globalization;
using MergeSdk.Build.Artifact;
using MergeSdk.Build.Files;
using MergeSdk.Build.Incremental;
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

    /// <summary>Computes a slice of an artifact into a folder of its own, for <see cref="Collect"/>.</summary>
    /// <param name="request">The merge; its output and state folders are the slice's own.</param>
    /// <param name="slice">Which part.</param>
    /// <param name="cancellation">Stops it; the next run of the slice goes on there.</param>
    /// <exception cref="MergeException">As of a build.</exception>
    public static MergeSummary RunSlice(MergeRequest request, Slice slice, CancellationToken cancellation)
    {
        FolderRules.Check(request);
        Directory.CreateDirectory(request.StateFolder);
        using var session = new BuildSession(request, cancellation);
        return session.RunSlice(slice);
    }

    /// <summary>Takes over what slices computed, so that a build finds it as an interrupted one leaves it.</summary>
    /// <param name="request">The build.</param>
    /// <param name="slices">The output and state folder of each slice.</param>
    /// <exception cref="MergeException">The output folder is somebody's, or a build is running.</exception>
    public static void Collect(MergeRequest request, IEnumerable<(string Output, string State)> slices)
    {
        FolderRules.Check(request);
        Directory.CreateDirectory(request.StateFolder);
        using var running = BuildLock.OfOutput(request.OutputFolder);
        using var state = MergeState.Load(Path.Combine(request.StateFolder, MergeState.FileName));
        var folder = new ArtifactFolder(request.OutputFolder);
        folder.CreatePartial();
        foreach (var (output, stateFolder) in slices)
        {
            using var busy = BuildLock.OfProject(stateFolder);
            using (var computed = MergeState.Load(Path.Combine(stateFolder, MergeState.FileName)))
                state.Append(computed);
            var part = new ArtifactFolder(output);
            foreach (var file in part.PartialWeightFiles().ToList())
                DurableFile.Move(part.PartialPathOf(file), folder.PartialPathOf(file));
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
