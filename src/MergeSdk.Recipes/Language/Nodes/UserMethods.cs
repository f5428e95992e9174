using MergeSdk.Graph;

namespace MergeSdk.Recipes;

/// <summary>The methods that the recipe defines and the output uses, each with a name that is its own.</summary>
/// <param name="version">Which version of the code the recipe and what it references are.</param>
sealed class UserMethods(Lazy<string> version)
{
    readonly Dictionary<object, string> _names = [];
    readonly Dictionary<string, UserMethodCode> _codes = [];

    /// <summary>Their code, by name.</summary>
    public IReadOnlyDictionary<string, UserMethodCode> Codes => _codes;

    /// <summary>A method with the values of its parameters for a tensor.</summary>
    public UserMethod Use(Definition definition, Numbers parameters) => new(NameOf(definition), version.Value, parameters);

    string NameOf(Definition definition)
    {
        if (_names.TryGetValue(definition.Identity, out var known))
            return known;
        // A function of the user's that calls Define may be called more than once, each time with other variables around it.
        var name = definition.Name;
        for (var number = 2; _codes.ContainsKey(name); number++)
            name = $"{definition.Name} ({number})";
        _names.Add(definition.Identity, name);
        _codes.Add(name, definition.Code);
        return name;
    }
}
