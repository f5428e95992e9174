using System.Text;

namespace MergeSdk.Recipes;

/// <summary>
/// What a recipe finds declared: the inputs as variables (models are <see cref="Model"/>s, adapters <see cref="TaskVector"/>s), and the settings.
/// </summary>
sealed class RecipeVariables
{
    RecipeVariables(IReadOnlyDictionary<string, object> values)
    {
        Values = values;
    }

    /// <summary>The variable of the <see cref="RecipeSettings"/> behind the settings.</summary>
    public const string Settings = "__settings";

    public IReadOnlyDictionary<string, object> Values { get; }

    /// <summary>The submission before the recipe. Its using directives and variables go on into the recipe, its lines do not count.</summary>
    public string Declarations
    {
        get
        {
            // An alias and not the namespace: the namespace's Dare, Trim and Slerp are the engine's expressions.
            var text = new StringBuilder($"using DareRescale = {typeof(Engine.Methods.DareRescale).FullName};\n");
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
            foreach (var (name, value) in Values)
                text.Append(value.GetType().FullName).Append(' ').Append(name).AppendLine(" = null;");
            return text.ToString();
        }
    }

    public static RecipeVariables Create(IReadOnlyList<LoadedInput> inputs)
    {
        var tables = new InputTables();
        var values = new Dictionary<string, object>();
        var models = new List<InputNode>();
        foreach (var input in inputs.Where(input => input.Input.Kind != ModelKind.Adapter))
        {
            var node = new InputNode(input.Name, tables.Of(input), input.Checkpoint, input.Config);
            models.Add(node);
            values.Add(input.Name, new Model(node));
        }
        foreach (var input in inputs.Where(input => input.Input.Kind == ModelKind.Adapter))
            values.Add(input.Name, new TaskVector(AdapterReader.Read(input, models)));
        return new RecipeVariables(values);
    }
}
