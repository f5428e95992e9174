namespace MergeSdk.Recipes;

/// <summary>The functions of the recipe language: a recipe calls them by their names alone.</summary>
public static partial class Functions
{
    /// <summary>The nodes of a call's models.</summary>
    static ModelNode[] Nodes(IEnumerable<Model>? models) => [.. (models ?? []).Select(model => Model.Present(model).Node)];

    /// <summary>The nodes of a call's task vectors.</summary>
    static VectorNode[] Nodes(IEnumerable<TaskVector>? vectors) => [.. (vectors ?? []).Select(vector => TaskVector.Present(vector).Node)];

    /// <summary>The parameters that a call's weights are.</summary>
    static Setting[] Weights<T>(IEnumerable<Weighted<T>> weighted)
        where T : class => [.. weighted.Select(item => new Setting("weight", item.Weight))];
}
