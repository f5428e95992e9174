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

    public static Code? Passthrough(SliceContext slice)
    {
        if (!slice.HasDonors(1, 1, "takes one model at a time"))
            return null;
        var model = slice.Model(slice.Donors[0]);
        var scale = slice.Optional("scale", slice.Donors[0], 1)!;
        return scale.Is(1) ? model : new Call("Passthrough", model, new Argument("scale", scale.Code));
    }

    /// <summary>An argument that is written if it is not the default.</summary>
    public static IEnumerable<Argument> Flag(string name, bool value, bool otherwise) => value == otherwise ? [] : [new Argument(name, value ? "true" : "false")];

    /// <inheritdoc cref="Flag"/>
    public static IEnumerable<Argument> Value(string name, Parameter value, double otherwise) => value.Is(otherwise) ? [] : [new Argument(name, value.Code)];

    /// <summary>A list of weighted models or vectors; a weight of 1 goes without saying.</summary>
    public static Items List(IEnumerable<(Code Value, Parameter Weight)> items) => new([.. items.Select(Item)]);

    /// <summary>An item of such a list.</summary>
    public static Code Item((Code Value, Parameter Weight) item) => item.Weight.Is(1) ? item.Value : new Pair(item.Value, item.Weight.Code);

    static List<(Code Model, Parameter Weight)> Weighted(SliceContext slice) =>
        [.. slice.Donors.Select(donor => (slice.Model(donor), slice.Required("weight", donor)))];
}
