using System.Globalization;

namespace MergeSdk.Recipes;

/// <summary>One run of a recipe: where it is, and the values that it was given from outside.</summary>
/// <param name="places">Tells which line is being run.</param>
/// <param name="given">Values for the recipe's arguments, by name, as they were written.</param>
sealed class RecipeRun(RecipePlaces places, IReadOnlyDictionary<string, string> given)
{
    // A recipe calls static functions, and several recipes may run at once.
    static readonly AsyncLocal<RecipeRun?> s_current = new();

    readonly SortedDictionary<string, string> _arguments = new(StringComparer.Ordinal);

    /// <summary>The run that goes on; null outside of one.</summary>
    public static RecipeRun? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    public RecipePlaces Places => places;

    /// <summary>The arguments that the recipe asked for, with the values it got.</summary>
    public IReadOnlyDictionary<string, string> Arguments => _arguments;

    /// <summary>The value of an argument: what was given, or else the recipe's own.</summary>
    /// <exception cref="MergeException">What was given is not of its type, or the recipe asks twice and has two values of its own.</exception>
    public static T Argument<T>(string name, T otherwise)
        where T : IParsable<T>
    {
        if (string.IsNullOrWhiteSpace(name) || name.Any(character => character is '=' or ';' || char.IsControl(character)))
            throw RecipeErrors.At(DiagnosticCodes.ArgumentInvalid, $"Argument: \"{name}\" is not a name; it must have letters, and neither = nor ; nor control characters");
        var value = otherwise;
        if (Current is not { } run)
            return value;
        if (run.Given.TryGetValue(name, out var text) && !T.TryParse(text, CultureInfo.InvariantCulture, out value!))
            throw RecipeErrors.At(DiagnosticCodes.ArgumentInvalid, $"the argument {name} was given as '{text}', which is not {Kind<T>()}");
        var used = string.Create(CultureInfo.InvariantCulture, $"{value}");
        if (!run._arguments.TryAdd(name, used) && run._arguments[name] != used)
            throw RecipeErrors.At(DiagnosticCodes.ArgumentInvalid, $"the argument {name} is asked for twice, with the values {run._arguments[name]} and {used} if none is given");
        return value;
    }

    IReadOnlyDictionary<string, string> Given => given;

    /// <summary>Refuses values for which the recipe did not ask: nothing would be different without them.</summary>
    public void CheckUsed(SourcePosition recipe)
    {
        if (given.Keys.FirstOrDefault(name => !_arguments.ContainsKey(name)) is { } unknown)
        {
            var known = _arguments.Count == 0 ? "it has none; write Argument(\"t\", 0.5) where it takes one" : $"it has {string.Join(", ", _arguments.Keys)}";
            throw new MergeException(DiagnosticCodes.ArgumentUnknown, $"the recipe has no argument '{unknown}': {known}", recipe);
        }
    }

    static string Kind<T>() => Type.GetTypeCode(typeof(T)) switch
    {
        TypeCode.Double => "a number such as 0.5",
        TypeCode.Int32 => "a whole number",
        TypeCode.Boolean => "true or false",
        _ => "a text",
    };
}
