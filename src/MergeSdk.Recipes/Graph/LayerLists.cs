namespace MergeSdk.Recipes;

/// <summary>Finds the list of layers that a recipe means.</summary>
static class LayerLists
{
    /// <summary>The only list of layers a model has.</summary>
    public static string Only(ModelNode model)
    {
        var counts = model.Table.LayerCounts;
        return counts.Count == 1 ? counts.Keys.First() : throw RecipeErrors.At(
            DiagnosticCodes.LayersUnclear,
            counts.Count == 0
                ? $"{model.Label} has no layers: none of its tensors' names has a number between dots"
                : $"{model.Label} has several lists of layers ({Text(model)}); say which with LayersOf(\"…\")");
    }

    /// <summary>A list by its name.</summary>
    public static string Named(ModelNode model, string list) =>
        model.Table.LayerCounts.ContainsKey(list) ? list : throw RecipeErrors.At(
            DiagnosticCodes.LayersUnclear,
            $"{model.Label} has no layers named \"{list}\"{(model.Table.LayerCounts.Count == 0 ? "" : $"; it has {Text(model)}")}");

    static string Text(ModelNode model) =>
        string.Join(", ", model.Table.LayerCounts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"\"{pair.Key}\": {pair.Value}"));
}
