using MergeSdk.Graph;

namespace MergeSdk.Recipes;

/// <summary>What a call of <c>Define</c> says, apart from its operands.</summary>
sealed class Definition
{
    readonly SourcePosition? _position = RecipeErrors.Here();
    readonly RecipePlaces? _places = RecipeRun.Current?.Places;

    Definition(string name, IEnumerable<Param>? parameters, MeasuredTileFunction combine, TileMeasure? measure, int sums, Delegate identity)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Any(character => char.IsControl(character) || character is '"' or '#'))
            throw Invalid($"\"{name}\" is not a name; it must have letters, and neither quotes, # nor control characters");
        Parameters = [.. (parameters ?? []).Select((value, i) => new Setting($"parameter {i} of {name}", value))];
        Code = new UserMethodCode(combine, Failed) { Measure = measure, Sums = sums };
        Name = name;
        Identity = (name, identity, measure, sums);
    }

    public string Name { get; }

    /// <summary>What messages call the result.</summary>
    public string Label => $"Define(\"{Name}\")";

    public IReadOnlyList<Setting> Parameters { get; }

    public UserMethodCode Code { get; }

    /// <summary>Equal for calls that compute the same: the same functions, and the same variables that they close over.</summary>
    public object Identity { get; }

    public static Definition Create(string name, TileFunction combine, IEnumerable<Param>? parameters)
    {
        Present(name, combine, "combines");
        return new Definition(name, parameters, (inputs, _, output) => combine(inputs, output), measure: null, sums: 0, identity: combine);
    }

    public static Definition Create(string name, int sums, TileMeasure measure, MeasuredTileFunction combine, IEnumerable<Param>? parameters)
    {
        Present(name, measure, "measures");
        Present(name, combine, "combines");
        if (sums is < 1 or > UserMethodCode.MaxSums)
            throw Invalid($"\"{name}\" has {sums} sums; 1 to {UserMethodCode.MaxSums} are possible");
        return new Definition(name, parameters, combine, measure, sums, identity: combine);
    }

    static void Present(string name, Delegate? function, string what)
    {
        if (function is null)
            throw Invalid($"\"{name}\" has no function that {what}");
    }

    static MergeException Invalid(string message) => RecipeErrors.At(DiagnosticCodes.DefinitionInvalid, "Define: " + message);

    MergeException Failed(Exception exception, string tensor) => RecipeErrors.Thrown(
        exception, _position, $"in the method \"{Name}\", for the tensor {tensor}", DiagnosticCodes.UserMethodFailed, _places);
}
