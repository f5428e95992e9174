using MergeSdk.Graph.Plans;

namespace MergeSdk.Recipes.Tests;

/// <summary>A folder with models and a recipe, deleted after the test.</summary>
sealed class Project : IDisposable
{
    readonly List<ModelInput> _models = [];
    readonly List<string> _references = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("recipe-").FullName;

    public long MaxShardBytes { get; init; } = 5_000_000_000;

    public string RecipePath => Path.Combine(Folder, "recipe.csx");

    /// <summary>Three models of the same tensors: Base, code, fr.</summary>
    public static Project OfThree(int layers = 4) =>
        new Project().Add("base", TinyModel.Llama(layers)).Add("code", TinyModel.Llama(layers)).Add("fr", TinyModel.Llama(layers));

    public Project Add(string folder, TinyModel model, string name = "", ModelKind kind = ModelKind.Model)
    {
        model.Write(Path.Combine(Folder, folder), kind == ModelKind.Adapter ? "adapter_model.safetensors" : "model.safetensors");
        return AddFolder(folder, name, kind);
    }

    public Project AddFolder(string folder, string name = "", ModelKind kind = ModelKind.Model)
    {
        _models.Add(new ModelInput(name, Path.Combine(Folder, folder), "../" + folder, kind, ""));
        return this;
    }

    public Project AddFile(string path, string text)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return this;
    }

    public Project Reference(string assembly)
    {
        _references.Add(assembly);
        return this;
    }

    public CompiledRecipe Compile(string recipe, CancellationToken cancellation = default)
    {
        File.WriteAllText(RecipePath, recipe);
        return RecipeProgram.Load(Request, cancellation).Plan(cancellation: cancellation);
    }

    public RecipeRequest Request => new()
    {
        RecipePath = RecipePath,
        Models = _models,
        References = _references,
        MaxShardBytes = MaxShardBytes,
        ProjectPath = Path.Combine(Folder, "my.mergeproj"),
    };

    public MergePlan Plan(string recipe) => Compile(recipe).Plan;

    /// <summary>A tensor's expression with its inputs as <c>model:tensor</c>, or as <c>model</c> where the tensor has the output's name.</summary>
    public string Expression(string recipe, string tensor = "model.norm.weight") => Plan(recipe).Text(tensor);

    /// <summary>The diagnostics of a recipe that must not compile, with file names instead of paths.</summary>
    public IReadOnlyList<string> Errors(string recipe)
    {
        var compile = () => Compile(recipe);
        return [.. compile.Should().Throw<MergeException>().Which.Diagnostics
            .Where(diagnostic => diagnostic.Severity == Severity.Error)
            .Select(diagnostic => diagnostic.ToString().Replace(Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal))];
    }

    public string Error(string recipe) => Errors(recipe).Should().ContainSingle().Subject;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
