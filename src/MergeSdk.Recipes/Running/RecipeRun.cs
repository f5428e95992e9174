using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using MergeSdk.Tensors;

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

    /// <summary>The arguments that the recipe asked for, with the values it got: JSON, so that a number is none of a text's digits.</summary>
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
        if (run.Given.TryGetValue(name, out var text) && !(IsWritten<T>(text) && T.TryParse(text, CultureInfo.InvariantCulture, out value!)))
            throw RecipeErrors.At(DiagnosticCodes.ArgumentInvalid, $"the argument {name} was given as '{text}', which is not {Kind<T>()}");
        var used = Json(value);
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
            var known = _arguments.Count == 0 ? ": it has none; write Argument(\"t\", 0.5) where it takes one"
                : Spelling.Suggestion(unknown, _arguments.Keys) is { Length: > 0 } suggestion ? suggestion
                : $": it has {string.Join(", ", _arguments.Keys)}";
            throw new MergeException(DiagnosticCodes.ArgumentUnknown, $"the recipe has no argument '{unknown}'{known}", recipe);
        }
    }

    /// <summary>Whether a text is written as values of a type are in C#: the parser takes 0,5 for 5, and more that is meant otherwise.</summary>
    static bool IsWritten<T>(string text) =>
        typeof(T) != typeof(double) && typeof(T) != typeof(int) || text.All("0123456789+-.eE".Contains);

    static string Json<T>(T value) => value switch
    {
        string text => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"",
        bool truth => truth ? "true" : "false",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    static string Kind<T>() => Type.GetTypeCode(typeof(T)) switch
    {
        TypeCode.Double => "a number such as 0.5",
        TypeCode.Int32 => "a whole number",
        TypeCode.Boolean => "true or false",
        _ => "a text",
    };
}
