using System.Text;

namespace MergeSdk.Recipes;

/// <summary>
/// What a recipe finds declared: the inputs as variables (models are <see cref="Model"/>s, adapters <see cref="TaskVector"/>s), and the settings. Names are all it takes, so
/// that the compiler can work while headers are read.
/// </summary>
sealed class RecipeDeclarations
{
    /// <summary>The variable of the <see cref="RecipeSettings"/> behind the settings.</summary>
    public const string Settings = "__settings";

    /// <summary>The declarations of a project.</summary>
    /// <param name="inputs">Its models and adapters.</param>
    /// <param name="names">Their variables.</param>
    public RecipeDeclarations(IReadOnlyList<ModelInput> inputs, IReadOnlyList<string> names)
    {
        // An alias and not the namespace, in which a method's record has the name of its function.
        var text = new StringBuilder($"using DareRescale = {typeof(DareRescale).FullName};\n");
        text.AppendLine($"using DType = {typeof(Tensors.DType).FullName};");
        // Properties, not the members of a globals object: Roslyn loads the assembly of a globals object a second time, beside the reference to it.
        text.AppendLine($"{typeof(RecipeSettings).FullName} {Settings} = null;");
        foreach (var property in typeof(RecipeSettings).GetProperties())
        {
            var type = property.PropertyType == typeof(Tensors.DType?) ? "DType?" : property.PropertyType.FullName;
            text.AppendLine($"{type} {property.Name} {{ get => {Settings}.{property.Name}; set => {Settings}.{property.Name} = value; }}");
        }
        // Not imported as the other enumerations are: Model is a type besides, and only a variable may have the name of a type.
        foreach (var scope in Enum.GetNames<TrimScope>())
            text.AppendLine($"{typeof(TrimScope).FullName} {scope} => {typeof(TrimScope).FullName}.{scope};");
        var variables = inputs.Zip(names).OrderBy(input => input.First.Kind == ModelKind.Adapter).ToList();
        foreach (var (input, name) in variables)
            text.AppendLine($"{(input.Kind == ModelKind.Adapter ? typeof(TaskVector) : typeof(Model)).FullName} {name} = null;");
        (Text, Models) = (text.ToString(), [.. variables.Select(variable => variable.Second)]);
    }

    /// <summary>The submission before the recipe. Its using directives and variables go on into the recipe, its lines do not count.</summary>
    public string Text { get; }

    /// <summary>The variables of models and adapters.</summary>
    public IReadOnlyList<string> Models { get; }
}
