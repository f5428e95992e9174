using MergeSdk.Recipes;
using MergeSdk.Tensors;
using MergeSdk.Tool.Hub;
using YamlDotNet.RepresentationModel;

namespace MergeSdk.Tool.Import;

/// <summary>An input of a project.</summary>
/// <param name="Kind">Its item.</param>
/// <param name="Include">What the item includes.</param>
/// <param name="Variable">Its name in the recipe.</param>
/// <param name="HasName">Whether the item has to say the name.</param>
/// <param name="Revision">Which revision of a Hub model; null for the main one, and for others.</param>
/// <param name="Tensors">Its tensors, if they are there to be looked at.</param>
sealed record ImportedInput(ModelKind Kind, string Include, string Variable, bool HasName, string? Revision, TensorTable? Tensors);

/// <summary>Finds the models that a configuration names, and gives them variables.</summary>
/// <param name="configFolder">The configuration's folder.</param>
/// <param name="projectFolder">The project's folder.</param>
/// <param name="merges">Other documents: name and project file.</param>
/// <param name="messages">Where to tell.</param>
/// <param name="downloads">Models of the Hub.</param>
sealed class ImportedInputs(
    string configFolder, string projectFolder, IReadOnlyDictionary<string, string> merges, ImportMessages messages, Downloads downloads)
{
    readonly List<ImportedInput> _all = [];
    readonly Dictionary<(ModelReference, bool), ImportedInput> _byReference = [];
    readonly HashSet<string> _variables = new(StringComparer.Ordinal);

    /// <summary>All inputs, in the order they were asked for.</summary>
    public IReadOnlyList<ImportedInput> All => _all;

    /// <summary>The input for a model, or an adapter, without regard to an adapter on top of it.</summary>
    public ImportedInput Find(ModelReference reference, YamlNode node, bool isAdapter = false)
    {
        var key = (reference.Bare, isAdapter);
        if (!_byReference.TryGetValue(key, out var input))
        {
            _byReference.Add(key, input = Resolve(reference.Bare, node, isAdapter));
            _all.Add(input);
        }
        return input;
    }

    ImportedInput Resolve(ModelReference reference, YamlNode node, bool isAdapter)
    {
        if (!isAdapter && merges.TryGetValue(reference.Path, out var project))
        {
            var name = Path.GetFileNameWithoutExtension(project);
            var variable = Variable(name, reference.Path);
            return new ImportedInput(ModelKind.Merge, Relative(project), variable, variable != ModelNames.CapitalizeKeyword(name), null, null);
        }
        var kind = isAdapter ? ModelKind.Adapter : ModelKind.Model;
        if (LocalFolder(reference.Path) is { } folder)
            return Create(kind, Path.IsPathFullyQualified(reference.Path) ? folder : Relative(folder), reference.Path, null, isAdapter ? null : Tensors(folder));
        if (HubModel.IsRepository(reference.Path))
        {
            var model = new HubModel(reference.Path, reference.Revision);
            var cached = downloads.Folder(model);
            return Create(kind, $"hf:{model.Repository}", reference.Path, reference.Revision, isAdapter || cached is null ? null : Tensors(cached));
        }
        messages.Warn(DiagnosticCodes.ImportModelNotFound, node, $"there is no folder {reference.Path}, neither beside {messages.File} nor here; correct the project's {kind} item, or put the model there");
        return Create(kind, Path.IsPathFullyQualified(reference.Path) ? reference.Path : Relative(Path.GetFullPath(reference.Path, configFolder)), reference.Path, null, null);
    }

    ImportedInput Create(ModelKind kind, string include, string path, string? revision, TensorTable? tensors)
    {
        // As the build derives it: from the repository's name, or the folder's.
        var derived = ModelNames.Identifier(HubModel.IsNamedBy(include) ? path.Split('/')[^1] : ModelInput.FolderName(include));
        var variable = Variable(derived, path);
        return new ImportedInput(kind, include, variable, variable != derived, revision, tensors);
    }

    /// <summary>A name that is free: that of the folder, or with the folder above, or with a number.</summary>
    string Variable(string wanted, string path)
    {
        var parts = path.Split('/', '\\').Where(part => part is not ("" or "." or "..")).ToArray();
        var name = ModelNames.Identifier(wanted);
        if (!IsFree(name))
            name = ModelNames.Identifier(string.Join('_', parts.TakeLast(2)));
        var stem = name;
        for (var i = 2; !IsFree(name); i++)
            name = $"{stem}_{i}";
        _variables.Add(name);
        return name;
    }

    bool IsFree(string name) => name.Length > 0 && !ModelNames.IsReserved(name) && !_variables.Contains(name);

    /// <summary>The folder of that name beside the configuration, or where the command is run, as mergekit has it.</summary>
    string? LocalFolder(string path) =>
        new[] { configFolder, Environment.CurrentDirectory }.Select(folder => Path.GetFullPath(path, folder)).FirstOrDefault(Directory.Exists);

    string Relative(string path) => Path.GetRelativePath(projectFolder, path).Replace('\\', '/');

    static TensorTable? Tensors(string folder)
    {
        try
        {
            return new TensorTable([.. Checkpoint.Open(folder).Tensors.Values.Select(tensor => (tensor.Info.Name, tensor.Info.Shape, tensor.Info.DType))]);
        }
        catch (MergeException)
        {
            // The build will say what is wrong with the model; the import only reads it for better text.
            return null;
        }
    }
}
