using System.Globalization;
using MergeSdk.Build.Artifact;

namespace MergeSdk.Tool.Verification;

/// <summary>Merges everything again, knowing nothing of earlier builds, into a temporary folder below <c>obj</c>, and compares the result with the artifact.</summary>
sealed class RebuildCheck(MergeProject project, Output output, int workers, string memoryLimit)
{
    public void Run(CancellationToken cancellation)
    {
        var folder = Path.Combine(project.Intermediate, "merge", "verify");
        Delete(folder);
        try
        {
            var again = project with
            {
                Output = Path.Combine(folder, "bin"),
                Intermediate = Path.Combine(folder, "obj"),
                Lock = Path.Combine(folder, "merge.lock.json"),
                Locked = "",
                Provenance = File.Exists(Path.Combine(project.Output, ProvenanceFiles.Statement)) ? "true" : "",
                // A referenced merge's output is an input like any other here: its contents are not taken from its lock file, but hashed.
                Models = [.. project.Models.Select(model => model.Kind == nameof(Recipes.ModelKind.Merge) ? model with { Kind = nameof(Recipes.ModelKind.Model) } : model)],
            };
            // What a merge has to say it said when the artifact was built; errors still end this check.
            new ProjectBuild(again, new Output(TextWriter.Null, forMsBuild: false), workers, memoryLimit).Build(cancellation);
            var differences = FolderComparison.Compare(again.Output, project.Output, workers, cancellation);
            foreach (var difference in differences)
                output.Report(difference);
            output.Important(string.Create(
                CultureInfo.InvariantCulture,
                $"{project.Output}: {(differences.Count == 0 ? "merging again gives the same bytes" : "merging again does not give the same bytes")}, {Directory.EnumerateFiles(again.Output).Count()} files compared"));
        }
        finally
        {
            Delete(folder);
        }
    }

    static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
