namespace MergeSdk.Tool.Import;

/// <summary>A project to write.</summary>
/// <param name="ProjectFile">Its full path; the recipe lies beside it.</param>
/// <param name="ProjectText">The project file's text.</param>
/// <param name="Recipe">The recipe's text.</param>
sealed record ImportedProject(string ProjectFile, string ProjectText, string Recipe)
{
    public string RecipeFile => Path.Combine(Path.GetDirectoryName(ProjectFile)!, "recipe.csx");
}

/// <summary>Turns a configuration into projects.</summary>
sealed class ImportRun(string configFile, string folder)
{
    readonly ImportMessages _messages = new(configFile);
    readonly Downloads _downloads = new();

    /// <summary>The commands that bring models of the Hub into the cache, after <see cref="Convert"/>.</summary>
    public IReadOnlyList<string> Downloads => _downloads.Commands();

    /// <summary>The projects, those that others need first, and the warnings.</summary>
    /// <exception cref="MergeException">The configuration has errors.</exception>
    public (IReadOnlyList<ImportedProject> Projects, IReadOnlyList<Diagnostic> Warnings) Convert()
    {
        var documents = YamlFile.Read(configFile);
        if (documents.Count == 0)
            throw new MergeException(DiagnosticCodes.ImportUnreadable, "the file is empty", new SourcePosition(configFile));
        var configs = documents.Select(new ConfigReader(_messages).Read).OfType<MergekitConfig>().ToList();
        var files = ImportDocuments.ProjectFiles(configs, folder, _messages);
        var merges = configs.Where(config => config.Name is not null && configs.Count > 1).DistinctBy(config => config.Name).ToDictionary(config => config.Name!, config => files[config]);
        var projects = ImportDocuments.InOrder(configs, merges.Keys, _messages).Select(config => Write(config, files[config], merges)).ToList();
        return (projects, _messages.Finish());
    }

    ImportedProject Write(MergekitConfig config, string projectFile, IReadOnlyDictionary<string, string> merges)
    {
        var inputs = new ImportedInputs(Path.GetDirectoryName(Path.GetFullPath(configFile))!, Path.GetDirectoryName(projectFile)!, merges, _messages, _downloads);
        var recipe = new RecipeWriter(config, inputs, _messages).Write();
        return new ImportedProject(projectFile, ProjectText.Write(inputs.All), recipe);
    }
}
