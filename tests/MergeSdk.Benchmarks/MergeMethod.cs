
namespace MergeSdk.Benchmarks;

/// <summary>A merge method as it is measured.</summary>
/// <param name="Name">What <c>--methods</c> calls it.</param>
/// <param name="Models">Every model that it reads.</param>
/// <param name="Recipe">Its recipe.</param>
sealed record MergeMethod(string Name, IReadOnlyList<string> Models, string Recipe)
{
    static readonly string[] s_two = [.. ModelFamily.Donors.Take(2)];
    static readonly string[] s_baseAndOne = [ModelFamily.Base, ModelFamily.Donors[0]];

    /// <summary>Those that are measured unless others are asked for.</summary>
    public static readonly IReadOnlyList<MergeMethod> Usual =
    [
        new("passthrough", [ModelFamily.Donors[0]], "Output = Passthrough(code, scale: 1);"),
        new("linear", s_two, "Output = Linear([(code, 0.6), (french, 0.4)]);"),
        new("slerp", s_two, "Output = Slerp(code, french, t: 0.4);"),
        new("nuslerp", s_two, "Output = NuSlerp((code, 0.6), (french, 0.4));"),
        new("karcher", ModelFamily.Donors, "Output = Karcher([code, french, prose], maxIter: 10);"),
        new("multislerp", ModelFamily.Models, "Output = MultiSlerp([(code, 0.5), (french, 0.3), (prose, 0.2)], relativeTo: Base);"),
        new("arcee-fusion", s_baseAndOne, "Output = ArceeFusion(Base, code);"),
        new("nearswap", s_baseAndOne, "Output = Base + NearSwap(code - Base, t: 0.0001);"),
        new("task-arithmetic", ModelFamily.Models, "Output = Base + 0.5 * (code - Base) + 0.3 * (french - Base) + 0.2 * (prose - Base);"),
        new("dare-linear", ModelFamily.Models, Vectors("Dare({0} - Base, density: 0.5)", "Base + 0.5 * {0} + 0.3 * {1} + 0.2 * {2}")),
        new("ties", ModelFamily.Models, "Output = Base + Ties([(code - Base, 0.5), (french - Base, 0.3), (prose - Base, 0.2)], density: 0.5);"),
        new("dare-ties", ModelFamily.Models, Vectors("Dare({0} - Base, density: 0.5)", "Base + Ties([({0}, 0.5), ({1}, 0.3), ({2}, 0.2)])")),
        new("breadcrumbs", ModelFamily.Models, Vectors("Breadcrumbs({0} - Base, density: 0.5)", "Base + 0.5 * {0} + 0.3 * {1} + 0.2 * {2}")),
        new("della", ModelFamily.Models, Vectors("Della({0} - Base, density: 0.5)", "Base + Ties([({0}, 0.5), ({1}, 0.3), ({2}, 0.2)])")),
        new("sce", ModelFamily.Models, "Output = Base + Sce([code - Base, french - Base, prose - Base], selectTopK: 0.5);"),
        new("model-stock", ModelFamily.Models, "Output = Base + ModelStock([code - Base, french - Base, prose - Base]);"),
        new("ram", ModelFamily.Models, "Output = Base + Ram([code - Base, french - Base, prose - Base]);"),
        new("magmax", ModelFamily.Models, "Output = Base + MagMax([code - Base, french - Base, prose - Base]);"),
    ];

    /// <summary>All: also those that take minutes.</summary>
    public static readonly IReadOnlyList<MergeMethod> All =
    [
        .. Usual,
        new("regmean", ModelFamily.Models, "Output = Base + RegMean([code - Base, french - Base, prose - Base]);"),
    ];

    /// <summary>A recipe in which each fine-tune's task vector goes through one operator first.</summary>
    static string Vectors(string vector, string output) =>
        $"Output = {string.Format(null, output, [.. ModelFamily.Donors.Select(donor => string.Format(null, vector, donor))])};";
}
