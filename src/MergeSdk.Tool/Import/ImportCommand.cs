using System.CommandLine;
using System.Text;

namespace MergeSdk.Tool.Import;

/// <summary>The command <c>import</c>.</summary>
static class ImportCommand
{
    public static Command Create(TextWriter writer, Terminal? terminal)
    {
        var config = new Argument<string>("config") { Description = "A mergekit configuration, such as config.yml." };
        var output = new Option<string?>("--output", "-o") { Description = "The folder to write the project to. Default: one here, named after the configuration." };
        var force = new Option<bool>("--force") { Description = "Overwrite files." };
        var command = new Command("import", "Turns a mergekit configuration into a project and a recipe.") { config, output, force };
        command.SetAction((arguments, cancellation) => Guarded.Run(new Output(writer, forMsBuild: false, terminal), (messages, _) =>
        {
            var file = arguments.GetRequiredValue(config);
            var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(arguments.GetValue(output) ?? Path.GetFileNameWithoutExtension(file)));
            Run(file, folder, arguments.GetValue(force), messages);
        }, cancellation));
        return command;
    }

    static void Run(string file, string folder, bool force, Output messages)
    {
        var import = new ImportRun(file, folder);
        var (projects, warnings) = import.Convert();
        foreach (var warning in warnings)
            messages.Report(warning);
        var files = projects.SelectMany(project => new[] { (Path: project.ProjectFile, Text: project.ProjectText), (Path: project.RecipeFile, Text: project.Recipe) }).ToList();
        var existing = files.Where(target => File.Exists(target.Path)).ToList();
        if (existing.Count > 0 && !force)
        {
            throw new MergeException([.. existing.Select(target => new Diagnostic(
                Severity.Error, DiagnosticCodes.ImportFileExists, "the file exists; pass --force to overwrite it, or another folder with -o", new SourcePosition(target.Path)))]);
        }
        foreach (var (path, text) in files)
            Write(path, text);
        foreach (var (name, text) in RepositoryFiles.All.Where(entry => !File.Exists(Path.Combine(folder, entry.Name))))
            Write(Path.Combine(folder, name), text);
        foreach (var project in projects)
            messages.Important($"{file} -> {project.ProjectFile}");
        messages.Important(import.Downloads);
    }

    static void Write(string path, string text)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // It may be a link.
            File.Delete(path);
            File.WriteAllText(path, text, new UTF8Encoding(false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MergeException(DiagnosticCodes.WriteFailed, $"the file cannot be written: {e.Message}", new SourcePosition(path), e);
        }
    }
}
