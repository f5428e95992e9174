using System.Reflection;
using MergeSdk.Graph;
using MergeSdk.Recipes;

namespace MergeSdk.Histories.Recipes;

/// <summary>The recipe language as its assembly declares it, with values for its parameters. What is new there and unknown here is an error.</summary>
static class Language
{
    // A value in quotes is C# text; those that end a range come as often as those within.
    static readonly Dictionary<string, string[]> s_values = new(StringComparer.Ordinal)
    {
        ["weight"] = ["1", "0", "0.5", "-0.3", "2", "0.7"],
        ["factor"] = ["1", "0", "0.5", "-0.3", "2", "0.7"],
        ["t"] = ["0", "1", "0.5", "0.3", "1.2"],
        ["NearSwap.t"] = ["0", "0.001", "0.01", "1"],
        ["density"] = ["0", "1", "0.5", "0.2", "0.9"],
        ["Dare.density"] = ["1", "0.5", "0.1"],
        ["Della.density"] = ["1", "0.5", "0.4"],
        ["Della.epsilon"] = ["0.1", "0.05"],
        ["epsilon"] = ["0", "1e-5", "0.01"],
        ["eps"] = ["1e-8", "0.001"],
        ["gamma"] = ["0", "0.01", "0.2", "1"],
        ["lambda"] = ["1", "0", "0.5", "-1"],
        ["r"] = ["0", "0.1", "1"],
        ["alpha"] = ["0", "0.2", "1"],
        ["beta"] = ["0", "0.8", "-1"],
        ["selectTopK"] = ["0", "0.5", "1"],
        ["c"] = ["0.001", "0.1", "1"],
        ["scale"] = ["0", "1", "0.5", "-1"],
        ["tol"] = ["1e-5", "0.1"],
        ["maxIter"] = ["0", "1", "10"],
        ["seed"] = ["0", "7", "-1"],
    };

    /// <summary>Functions that need more than values for their parameters: they are written by <see cref="RecipeText"/> itself.</summary>
    static readonly string[] s_ownText =
        [nameof(Functions.Define), nameof(Functions.Stack), nameof(Functions.Gradient), nameof(Functions.ByName), nameof(Functions.Per), nameof(Functions.Argument)];

    /// <summary>Every function, overloads included.</summary>
    public static IReadOnlyList<MethodInfo> All { get; } = typeof(Functions).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly);

    /// <summary>Functions that return models.</summary>
    public static IReadOnlyList<MethodInfo> OfModels { get; } = Returning(typeof(Model));

    /// <summary>Functions that return task vectors.</summary>
    public static IReadOnlyList<MethodInfo> OfVectors { get; } = Returning(typeof(TaskVector));

    /// <summary>Numbers to write for a parameter, as text.</summary>
    public static string[] Values(string function, string parameter) =>
        s_values.GetValueOrDefault($"{function}.{parameter}") ?? s_values.GetValueOrDefault(parameter)
            ?? throw new InvalidOperationException($"No values are known for the parameter {parameter} of {function}: name some in {nameof(Language)}.cs.");

    /// <summary>Names of the values of a type other than numbers, as a recipe writes them; null if the type has none.</summary>
    public static string[]? Names(Type type) =>
        type == typeof(bool) ? ["true", "false"]
        : type == typeof(DareRescale) ? [.. Enum.GetNames<DareRescale>().Select(name => $"{nameof(DareRescale)}.{name}")]
        : type == typeof(TrimScope) ? Enum.GetNames<TrimScope>()
        : null;

    static MethodInfo[] Returning(Type type) =>
    [
        .. All.Where(function => function.ReturnType == type && !s_ownText.Contains(function.Name))
            .OrderBy(function => function.ToString(), StringComparer.Ordinal),
    ];
}
