using System.Text;

namespace MergeSdk.Recipes;

/// <summary>The inputs as the recipe's variables: models are <see cref="Model"/>s, adapters <see cref="TaskVector"/>s.</summary>
sealed class RecipeVariables
{
    RecipeVariables(IReadOnlyDictionary<string, object> values)
    {
        Values = values;
    }

    public IReadOnlyDictionary<string, object> Values { get; }

    /// <summary>The submission before the recipe. Its using directives and variables go on into the recipe, its lines do not count.</summary>
    public string Declarations
    {
        get
        {
            // An alias and not the namespace: the namespace's Dare, Trim and Slerp are the engine's expressions.
            var text = new StringBuilder($"using DareRescale = {typeof(Engine.Methods.DareRescale).FullName};\n");
            text.AppendLine($"using DType = {typeof(Tensors.DType).FullName};");
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
