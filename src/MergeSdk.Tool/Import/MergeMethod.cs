namespace MergeSdk.Tool.Import;

/// <summary>Whether a method has a base.</summary>
enum BaseModelUse
{
    /// <summary>It makes no difference: the base is a model like the others.</summary>
    None,

    /// <summary>There may be one.</summary>
    Optional,

    /// <summary>There must be one.</summary>
    Required,
}

/// <summary>A method by mergekit's name, and what it takes.</summary>
/// <param name="Name">mergekit's name.</param>
/// <param name="Base">Whether it has a base.</param>
/// <param name="PerModel">Parameters that each model has for itself.</param>
/// <param name="Shared">Parameters of the merge. mergekit does not look for them among those of a model.</param>
/// <param name="Write">Writes it as a recipe.</param>
sealed record MergeMethod(string Name, BaseModelUse Base, string[] PerModel, string[] Shared, Func<SliceContext, Code?> Write)
{
    /// <summary>Those that take more than one call of a recipe function, or not always one.</summary>
    static readonly MergeMethod[] s_composed =
    [
        new("linear", BaseModelUse.None, ["weight"], ["normalize"], ModelMethods.Linear),
        new("passthrough", BaseModelUse.None, ["scale"], [], ModelMethods.Passthrough),
        new("task_arithmetic", BaseModelUse.Required, ["weight"], ["normalize", "lambda"], VectorMethods.TaskArithmetic),
        new("ties", BaseModelUse.Required, ["weight", "density"], ["normalize", "rescale", "lambda"], VectorMethods.Ties),
        new("dare_linear", BaseModelUse.Required, ["weight", "density"], ["normalize", "rescale", "lambda"], VectorMethods.DareLinear),
        new("dare_ties", BaseModelUse.Required, ["weight", "density"], ["normalize", "rescale", "lambda"], VectorMethods.DareTies),
        new("breadcrumbs", BaseModelUse.Required, ["weight", "density", "gamma"], ["normalize", "rescale", "lambda"], VectorMethods.Breadcrumbs),
        new("breadcrumbs_ties", BaseModelUse.Required, ["weight", "density", "gamma"], ["normalize", "rescale", "lambda"], VectorMethods.BreadcrumbsTies),
        new("della_linear", BaseModelUse.Required, ["weight", "density", "epsilon"], ["normalize", "rescale", "lambda"], VectorMethods.DellaLinear),
        new("della", BaseModelUse.Required, ["weight", "density", "epsilon"], ["normalize", "rescale", "lambda"], VectorMethods.Della),
        new("model_stock", BaseModelUse.Required, [], ["filter_wise"], VectorMethods.ModelStock),
    ];

    /// <summary>All of them, by mergekit's name.</summary>
    public static IReadOnlyDictionary<string, MergeMethod> All { get; } =
        s_composed.Concat(DeclaredMethod.All).DistinctBy(method => method.Name).ToDictionary(method => method.Name);

    /// <summary>The parameters of all methods.</summary>
    public static IReadOnlySet<string> AllParameters { get; } = All.Values.SelectMany(method => method.PerModel.Concat(method.Shared)).ToHashSet();
}
