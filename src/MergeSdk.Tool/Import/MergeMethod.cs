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
    public static IReadOnlyDictionary<string, MergeMethod> All { get; } = new MergeMethod[]
    {
        new("linear", BaseModelUse.None, ["weight"], ["normalize"], ModelMethods.Linear),
        new("slerp", BaseModelUse.Required, [], ["t"], ModelMethods.Slerp),
        new("nuslerp", BaseModelUse.Optional, ["weight"], ["nuslerp_flatten", "nuslerp_row_wise"], ModelMethods.NuSlerp),
        new("multislerp", BaseModelUse.Optional, ["weight"], ["normalize_weights", "eps"], ModelMethods.MultiSlerp),
        new("karcher", BaseModelUse.None, [], ["max_iter", "tol"], ModelMethods.Karcher),
        new("passthrough", BaseModelUse.None, ["scale"], [], ModelMethods.Passthrough),
        new("arcee_fusion", BaseModelUse.Required, [], [], ModelMethods.ArceeFusion),
        new("task_arithmetic", BaseModelUse.Required, ["weight"], ["normalize", "lambda"], VectorMethods.TaskArithmetic),
        new("ties", BaseModelUse.Required, ["weight", "density"], ["normalize", "rescale", "lambda"], VectorMethods.Ties),
        new("dare_linear", BaseModelUse.Required, ["weight", "density"], ["normalize", "rescale", "lambda"], VectorMethods.DareLinear),
        new("dare_ties", BaseModelUse.Required, ["weight", "density"], ["normalize", "rescale", "lambda"], VectorMethods.DareTies),
        new("breadcrumbs", BaseModelUse.Required, ["weight", "density", "gamma"], ["normalize", "rescale", "lambda"], VectorMethods.Breadcrumbs),
        new("breadcrumbs_ties", BaseModelUse.Required, ["weight", "density", "gamma"], ["normalize", "rescale", "lambda"], VectorMethods.BreadcrumbsTies),
        new("della_linear", BaseModelUse.Required, ["weight", "density", "epsilon"], ["normalize", "rescale", "lambda"], VectorMethods.DellaLinear),
        new("della", BaseModelUse.Required, ["weight", "density", "epsilon"], ["normalize", "rescale", "lambda"], VectorMethods.Della),
        new("model_stock", BaseModelUse.Required, [], ["filter_wise"], VectorMethods.ModelStock),
        new("nearswap", BaseModelUse.Required, [], ["t"], VectorMethods.NearSwap),
        new("sce", BaseModelUse.Required, [], ["select_topk"], VectorMethods.Sce),
        new("ram", BaseModelUse.Required, [], ["epsilon"], VectorMethods.Ram),
        new("ramplus_tl", BaseModelUse.Required, [], ["epsilon", "r", "alpha"], VectorMethods.RamPlus),
    }.ToDictionary(method => method.Name);

    /// <summary>The parameters of all methods.</summary>
    public static IReadOnlySet<string> AllParameters { get; } = All.Values.SelectMany(method => method.PerModel.Concat(method.Shared)).ToHashSet();
}
