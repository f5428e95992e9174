using System.Text.RegularExpressions;
using System.Xml.Linq;
using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests.Import;

/// <summary>Imports a configuration in a folder of its own.</summary>
sealed partial class ImportFolder : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public string this[params string[] path] => _folder[path];

    public string Config => _folder["config.yml"];

    public string Recipe => Read("recipe.csx");

    public string Project => Read("merged.mergeproj");

    public string Read(params string[] path) => File.ReadAllText(_folder[["merged", .. path]]);

    public bool Exists(params string[] path) => Path.Exists(_folder[["merged", .. path]]);

    public void Dispose() => _folder.Dispose();

    /// <summary>A model folder beside the configuration, without anything in it.</summary>
    public ImportFolder With(params string[] models)
    {
        foreach (var model in models)
            Directory.CreateDirectory(_folder[model.Split('/')]);
        return this;
    }

    /// <summary>Imports; returns the exit code and the diagnostics, the folder's name left out.</summary>
    public (int ExitCode, string[] Messages) Import(string yaml, params string[] options)
    {
        File.WriteAllText(Config, yaml);
        var (exitCode, text) = CommandLine.Run(["import", Config, "-o", _folder["merged"], .. options]);
        return (exitCode, [.. Lines(text).Where(line => line.Contains(": ", StringComparison.Ordinal))]);
    }

    /// <summary>Imports; returns everything that is said, a line each.</summary>
    public string[] Said(string yaml)
    {
        File.WriteAllText(Config, yaml);
        return Lines(CommandLine.Run("import", Config, "-o", _folder["merged"]).Text);
    }

    string[] Lines(string text) =>
        text.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The recipe that a configuration becomes, without its line end.</summary>
    public static string RecipeOf(string yaml, params string[] models)
    {
        using var folder = new ImportFolder().With(models);
        var (exitCode, messages) = folder.Import(yaml);
        exitCode.Should().Be(0, string.Join('\n', messages));
        return folder.Recipe.TrimEnd('\n');
    }

    /// <summary>The messages that a configuration causes.</summary>
    public static string[] MessagesOf(string yaml, params string[] models)
    {
        using var folder = new ImportFolder().With(models);
        return folder.Import(yaml).Messages;
    }

    /// <summary>Builds the imported project through the command line and reads the merged model.</summary>
    public Dictionary<string, PlainTensor> Build()
    {
        var models = XDocument.Parse(Project).Descendants("Model").Select(model => model.Attribute("Include")!.Value)
            .SelectMany(path => new[] { "--model", $"{NotInName().Replace(Path.GetFileName(path), "_")}={path}" });
        var (exitCode, text) = CommandLine.Run(["build", _folder["merged", "recipe.csx"], .. models]);
        exitCode.Should().Be(0, text + Recipe);
        return ModelFolder.Read(_folder["merged", "bin"]);
    }

    [GeneratedRegex("[^A-Za-z0-9]")]
    private static partial Regex NotInName();
}
