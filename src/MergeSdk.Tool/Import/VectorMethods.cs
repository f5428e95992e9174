namespace MergeSdk.Tool.Import;

/// <summary>Methods that merge task vectors and add the result to the base.</summary>
static class VectorMethods
{
    public static Code? TaskArithmetic(SliceContext slice) => Mixed(slice, (_, delta) => delta);

    public static Code? Ties(SliceContext slice)
    {
        if (slice.Donors.Count == 0)
            return slice.Model(slice.Base!);
        var rescale = slice.Switch("rescale", false);
        var densities = slice.Donors.Select(donor => slice.Optional("density", donor, 1)!).ToList();
        var first = densities[0];
        if (densities.TrueForAll(density => density.Code.Flat == first.Code.Flat))
        {
            IEnumerable<Argument> trim = first.Is(1) ? [] : [new Argument("density", first.Code)];
            return Elected(slice, (_, delta) => delta, normalize: true, trim, first.Is(1) ? [] : ModelMethods.Flag("rescale", rescale, false));
        }
        // Ties has one density for all; what is trimmed before needs none.
        return Elected(slice, (donor, delta) => Trimmed(slice, donor, delta, "Trim", [], ModelMethods.Flag("rescale", rescale, false)), normalize: true, [], []);
    }

    public static Code? DareLinear(SliceContext slice) => Mixed(slice, Dare(slice));

    public static Code? DareTies(SliceContext slice) => Elected(slice, Dare(slice), normalize: false, [], []);

    public static Code? Breadcrumbs(SliceContext slice) => Mixed(slice, Outliers(slice));

    public static Code? BreadcrumbsTies(SliceContext slice) => Elected(slice, Outliers(slice), normalize: false, [], []);

    public static Code? DellaLinear(SliceContext slice) => Mixed(slice, Ranked(slice));

    public static Code? Della(SliceContext slice) => Elected(slice, Ranked(slice), normalize: true, [], []);

    public static Code? ModelStock(SliceContext slice)
    {
        if (slice.Donors.Count == 0)
            return slice.Model(slice.Base!);
        return slice.HasDonors(2, int.MaxValue, "needs at least two models besides the base")
            ? Apply(slice, new Call("ModelStock",
                [new Items([.. slice.Donors.Select(slice.Delta)]), .. ModelMethods.Flag("filterWise", slice.Switch("filter_wise", false), false)]))
            : null;
    }

    static Func<MergekitSource, Code, Code> Dare(SliceContext slice)
    {
        IEnumerable<Argument> rescale = slice.Switch("rescale", true) ? [] : [new Argument("rescale", "DareRescale.None")];
        return (donor, delta) => Trimmed(slice, donor, delta, "Dare", [], rescale);
    }

    static Func<MergekitSource, Code, Code> Outliers(SliceContext slice)
    {
        var rescale = ModelMethods.Flag("rescale", slice.Switch("rescale", false), false);
        return (donor, delta) => Trimmed(slice, donor, delta, "Breadcrumbs", ModelMethods.Value("gamma", slice.Optional("gamma", donor, 0.01)!, 0.01), rescale);
    }

    static Func<MergekitSource, Code, Code> Ranked(SliceContext slice)
    {
        var rescale = ModelMethods.Flag("rescale", slice.Switch("rescale", true), true);
        return (donor, delta) => Trimmed(slice, donor, delta, "Della", ModelMethods.Value("epsilon", slice.Optional("epsilon", donor, 0.15)!, 0.15), rescale);
    }

    /// <summary>A sparsified task vector. Of density 1 it is the task vector.</summary>
    static Code Trimmed(SliceContext slice, MergekitSource donor, Code delta, string function, IEnumerable<Argument> more, IEnumerable<Argument> rescale)
    {
        var density = slice.Optional("density", donor, 1)!;
        return density.Is(1) ? delta : new Call(function, [delta, new Argument("density", density.Code), .. more, .. rescale]);
    }

    /// <summary>Base + Σ w·v, as arithmetic where that says everything.</summary>
    static Code Mixed(SliceContext slice, Func<MergekitSource, Code, Code> sparsify)
    {
        if (slice.Donors.Count == 0)
            return slice.Model(slice.Base!);
        var (normalize, lambda, vectors) = (slice.Switch("normalize", false), slice.Shared("lambda", 1), Vectors(slice, sparsify));
        if (normalize || !lambda.Is(1) || vectors.Exists(vector => vector.Weight.Code is Call { Name: "ByName" }))
        {
            return Apply(slice, new Call(
                "Linear", [ModelMethods.List(vectors), .. ModelMethods.Flag("normalize", normalize, false), .. ModelMethods.Value("lambda", lambda, 1)]));
        }
        return new Sum(slice.Model(slice.Base!), [.. vectors.Select(vector => Weighted(vector.Value, vector.Weight))]);
    }

    /// <summary>Base + Ties(…).</summary>
    static Code Elected(
        SliceContext slice, Func<MergekitSource, Code, Code> sparsify, bool normalize, IEnumerable<Argument> trim, IEnumerable<Argument> rescale)
    {
        if (slice.Donors.Count == 0)
            return slice.Model(slice.Base!);
        return Apply(slice, new Call("Ties",
        [
            ModelMethods.List(Vectors(slice, sparsify)), .. trim,
            .. ModelMethods.Flag("normalize", slice.Switch("normalize", normalize), true), .. rescale,
            .. ModelMethods.Value("lambda", slice.Shared("lambda", 1), 1),
        ]));
    }

    static List<(Code Value, Parameter Weight)> Vectors(SliceContext slice, Func<MergekitSource, Code, Code> sparsify) =>
        [.. slice.Donors.Select(donor => (sparsify(donor, slice.Delta(donor)), slice.Required("weight", donor)))];

    static Term Weighted(Code vector, Parameter weight)
    {
        if (weight.Is(1))
            return Term.Plus(vector);
        return weight.Number is < 0 and var number
            ? new Term(" - ", number == -1 ? "" : Parameter.Literal(-number) + " * ", vector.AsFactor)
            : new Term(" + ", weight.Code.Flat + " * ", vector.AsFactor);
    }

    static Sum Apply(SliceContext slice, Code vector) => new(slice.Model(slice.Base!), [Term.Plus(vector)]);
}
