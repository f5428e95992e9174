namespace MergeSdk.Tool.Import;

/// <summary>Methods that merge models.</summary>
static class ModelMethods
{
    public static Code? Linear(SliceContext slice)
    {
        var (models, normalize) = (Weighted(slice), slice.Switch("normalize", true));
        // A mean of equal weights is an average, whatever they are.
        if (normalize && models[0].Weight.Number is { } number && number != 0 && models.All(model => model.Weight.Is(number)))
            return models is [var (only, _)] ? only : new Call("Average", [.. models.Select(model => new Argument("", model.Model))]);
        return new Call("Linear", [List(models), .. Flag("normalize", normalize, true)]);
    }

    public static Code? Slerp(SliceContext slice)
    {
        if (slice.Donors.Count == 0)
            return slice.Model(slice.Base!);
        return slice.HasDonors(1, 1, "merges the base with one other model")
            ? new Call("Slerp", slice.Model(slice.Base!), slice.Model(slice.Donors[0]), new Argument("t", slice.Required("t").Code)) : null;
    }

    public static Code? NuSlerp(SliceContext slice)
    {
        if (slice is { Base: null, Donors: [var single] })
            return slice.Model(single);
        if (!slice.HasDonors(2, 2, $"merges two models{(slice.Base is null ? "" : " besides the base")}"))
            return null;
        var models = Weighted(slice);
        var flatten = slice.Switch("nuslerp_flatten", true);
        return new Call("NuSlerp",
        [
            .. models.Select(model => new Argument("", Item(model))),
            .. Flag("flatten", flatten, true),
            .. flatten ? [] : Flag("rowWise", slice.Switch("nuslerp_row_wise", false), false),
            .. RelativeTo(slice),
        ]);
    }

    public static Code? MultiSlerp(SliceContext slice)
    {
        if (slice.Donors is [var single])
            return slice.Model(single);
        return new Call("MultiSlerp",
        [
            List(Weighted(slice)),
            .. Flag("normalizeWeights", slice.Switch("normalize_weights", true), true),
            .. Value("eps", slice.Fixed("eps", 1e-8), 1e-8),
            .. RelativeTo(slice),
        ]);
    }

    public static Code? Karcher(SliceContext slice) => slice.Donors is [var single] ? slice.Model(single) : new Call("Karcher",
    [
        new Items([.. slice.Donors.Select(slice.Model)]),
        .. Value("maxIter", slice.Fixed("max_iter", 10), 10),
        .. Value("tol", slice.Fixed("tol", 1e-5), 1e-5),
    ]);

    public static Code? Passthrough(SliceContext slice)
    {
        if (!slice.HasDonors(1, 1, "takes one model at a time"))
            return null;
        var model = slice.Model(slice.Donors[0]);
        var scale = slice.Optional("scale", slice.Donors[0], 1)!;
        return scale.Is(1) ? model : new Call("Passthrough", model, new Argument("scale", scale.Code));
    }

    public static Code? ArceeFusion(SliceContext slice)
    {
        if (slice.Donors.Count == 0)
            return slice.Model(slice.Base!);
        return slice.HasDonors(1, 1, "merges the base with one other model") ? new Call("ArceeFusion", slice.Model(slice.Base!), slice.Model(slice.Donors[0])) : null;
    }

    /// <summary>An argument that is written if it is not the default.</summary>
    public static IEnumerable<Argument> Flag(string name, bool value, bool otherwise) => value == otherwise ? [] : [new Argument(name, value ? "true" : "false")];

    /// <inheritdoc cref="Flag"/>
    public static IEnumerable<Argument> Value(string name, Parameter value, double otherwise) => value.Is(otherwise) ? [] : [new Argument(name, value.Code)];

    /// <summary>A list of weighted models or vectors; a weight of 1 goes without saying.</summary>
    public static Items List(IEnumerable<(Code Value, Parameter Weight)> items) => new([.. items.Select(Item)]);

    static Code Item((Code Value, Parameter Weight) item) => item.Weight.Is(1) ? item.Value : new Pair(item.Value, item.Weight.Code);

    static List<(Code Model, Parameter Weight)> Weighted(SliceContext slice) =>
        [.. slice.Donors.Select(donor => (slice.Model(donor), slice.Required("weight", donor)))];

    static IEnumerable<Argument> RelativeTo(SliceContext slice) => slice.Base is { } model ? [new Argument("relativeTo", slice.Model(model))] : [];
}
