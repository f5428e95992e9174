using System.Globalization;
using System.Text;
using MergeSdk.Build;
using MergeSdk.Build.Files;
using MergeSdk.Recipes;

namespace MergeSdk.Tool;

/// <summary>
/// What a finished build leaves in <c>obj/</c> for the MSBuild task, which reads it without starting this program: the lengths and times of all files that mattered
/// (<c>merge.stamp</c>), the diagnostics to repeat (<c>merge.diagnostics</c>), the line for a build with nothing to do (<c>merge.summary</c>)
/// and the files of the output folder that <c>clean</c> removes (<c>merge.outputs</c>).
/// </summary>
sealed class BuildStamp(MergeProject project)
{
    string StampFile => Path.Combine(project.Intermediate, "merge.stamp");

    string OutputList => Path.Combine(project.Intermediate, "merge.outputs");

    /// <summary>
    /// Takes the stamp away, so that a build that does not finish is not taken for up to date, and adds the files it may leave behind to those that
    /// <c>clean</c> removes.
    /// </summary>
    /// <param name="files">Those files' paths.</param>
    public void Begin(IReadOnlyList<string> files)
    {
        File.Delete(StampFile);
        var earlier = File.Exists(OutputList) ? File.ReadAllLines(OutputList) : [];
        WriteLines(Path.GetFileName(OutputList), earlier.Union(files));
    }

    public void Write(CompiledRecipe compiled, MergeSummary summary, IReadOnlyCollection<Diagnostic> diagnostics, string upToDate)
    {
        WriteLines("merge.diagnostics", diagnostics.Where(diagnostic => diagnostic.Severity != Severity.Message).Select(diagnostic => diagnostic.ToString()));
        WriteLines("merge.summary", [upToDate]);
        WriteLines(Path.GetFileName(OutputList), summary.OutputFiles);

        var folders = project.Models.Select(model => model.Path).Distinct().ToList();
        var files = new[] { project.RequestFile, typeof(BuildStamp).Assembly.Location, project.Lock }
            .OfType<string>()
            .Concat(compiled.Files)
            .Concat(project.Models.Select(model => model.HubReference).OfType<string>())
            .Concat(project.References)
            .Concat(project.NativeLibraries)
            .Concat(folders.SelectMany(Directory.EnumerateFiles))
            .Concat(summary.OutputFiles)
            .SelectMany(WithLinkTarget)
            .Distinct();
        WriteLines(Path.GetFileName(StampFile), ["mergesdk-stamp 2", $"S\t{Path.GetFullPath(StampFile)}", .. folders.Select(FolderLine), .. files.Select(FileLine)]);
    }

    static string FolderLine(string folder)
    {
        var names = Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
        return $"D\t{string.Join('/', names)}\t{Path.GetFullPath(folder)}";
    }

    /// <summary>A link has times of its own, and its target changes behind its back: both count. One that leads nowhere is only a name in its folder.</summary>
    static IEnumerable<string> WithLinkTarget(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true) switch
    {
        null => [path],
        { Exists: true } target => [path, target.FullName],
        _ => [],
    };

    static string FileLine(string path)
    {
        var file = new FileInfo(path);
        return string.Create(CultureInfo.InvariantCulture, $"F\t{file.Length}\t{file.LastWriteTimeUtc.Ticks}\t{file.FullName}");
    }

    void WriteLines(string name, IEnumerable<string> lines) =>
        // A stamp that lacks lines would be taken for one that asks for less.
        DurableFile.Replace(Path.Combine(project.Intermediate, name), FileContent.Of(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")))));
}
