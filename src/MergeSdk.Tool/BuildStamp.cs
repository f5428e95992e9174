using System.Globalization;
using System.Text;
using MergeSdk.Engine;
using MergeSdk.Recipes;

namespace MergeSdk.Tool;

/// <summary>
/// What a finished build leaves in <c>obj/</c> for the MSBuild task, which reads it without starting this program: the lengths and times of all files that mattered
/// (<c>merge.stamp</c>), the diagnostics to repeat (<c>merge.diagnostics</c>), the line for a build with nothing to do (<c>merge.summary</c>)
/// and the files that <c>clean</c> removes (<c>merge.outputs</c>).
/// </summary>
internal sealed class BuildStamp(MergeProject project)
{
    private string StampFile => Path.Combine(project.Intermediate, "merge.stamp");

    /// <summary>Takes the stamp away, so that a build that does not finish is not taken for up to date.</summary>
    public void Remove()
    {
        if (File.Exists(StampFile))
            File.Delete(StampFile);
    }

    public void Write(CompiledRecipe compiled, MergeSummary summary, IReadOnlyCollection<Diagnostic> diagnostics, string upToDate)
    {
        WriteLines("merge.diagnostics", diagnostics.Where(diagnostic => diagnostic.Severity != Severity.Message).Select(diagnostic => diagnostic.ToString()));
        WriteLines("merge.summary", [upToDate]);
        WriteLines("merge.outputs", summary.OutputFiles);

        var folders = project.Models.Select(model => model.Path).Distinct().ToList();
        var files = new[] { project.RequestFile, typeof(BuildStamp).Assembly.Location, project.Lock }
            .OfType<string>()
            .Concat(compiled.Files)
            .Concat(project.References)
            .Concat(folders.SelectMany(Directory.EnumerateFiles))
            .Concat(summary.OutputFiles)
            .Distinct();
        WriteLines(Path.GetFileName(StampFile), ["mergesdk-stamp 1", .. folders.Select(FolderLine), .. files.Select(FileLine)]);
    }

    private static string FolderLine(string folder)
    {
        var names = Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
        return $"D\t{string.Join('/', names)}\t{Path.GetFullPath(folder)}";
    }

    private static string FileLine(string path)
    {
        var file = new FileInfo(path);
        return string.Create(CultureInfo.InvariantCulture, $"F\t{file.Length}\t{file.LastWriteTimeUtc.Ticks}\t{file.FullName}");
    }

    private void WriteLines(string name, IEnumerable<string> lines) =>
        File.WriteAllText(Path.Combine(project.Intermediate, name), string.Concat(lines.Select(line => line + "\n")), new UTF8Encoding(false));
}
