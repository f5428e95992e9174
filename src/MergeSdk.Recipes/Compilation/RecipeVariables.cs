namespace MergeSdk.Recipes;

/// <summary>The values of the variables that <see cref="RecipeDeclarations"/> declares for the inputs.</summary>
sealed class RecipeVariables
{
    RecipeVariables(IReadOnlyDictionary<string, object> values)
    {
        Values = values;
    }

    /// <summary>By name, a <see cref="Model"/> or a <see cref="TaskVector"/>.</summary>
    public IReadOnlyDictionary<string, object> Values { get; }

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
