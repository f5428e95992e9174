namespace MergeSdk.Recipes;

/// <summary>Finds the list of layers that a recipe means.</summary>
static class LayerLists
{
    /// <summary>The only list of layers a model has.</summary>
    public static string Only(ModelNode model)
    {
        var series = model.Table.Series;
        return series.Count == 1 ? series.Keys.First() : throw RecipeErrors.At(
            DiagnosticCodes.LayersUnclear,
            series.Count == 0
                ? $"{model.Label} has no layers: none of its tensors' names has a number between dots"
                : $"{model.Label} has several lists of layers ({Text(model)}); say which with LayersOf(\"…\")");
    }

    /// <summary>A list by its name.</summary>
    public static string Named(ModelNode model, string list) =>
        model.Table.Series.ContainsKey(list) ? list : throw RecipeErrors.At(
            DiagnosticCodes.LayersUnclear,
            $"{model.Label} has no layers named \"{list}\"{(model.Table.Series.Count == 0 ? "" : $"; it has {Text(model)}")}");

    static string Text(ModelNode model) =>
        string.Join(", ", model.Table.Series.Values.OrderBy(series => series.Name, StringComparer.Ordinal).Select(series => $"\"{series.Name}\": {series.Count}"));
}
