using MergeSdk.Engine.UserMethods;

namespace MergeSdk.Recipes;

/// <summary>The methods that the recipe defines and the output uses, each with a name that is its own.</summary>
sealed class UserMethods
{
    readonly Dictionary<object, string> _names = [];
    readonly Dictionary<string, UserMethodCode> _codes = [];

    /// <param name="nodes">Everything the output is made from, in an order that is the recipe's.</param>
    /// <param name="version">Which version of the code the recipe and what it references are.</param>
    public UserMethods(IReadOnlyList<RecipeNode> nodes, Lazy<string> version)
    {
        foreach (var definition in nodes.OfType<IDefinedNode>().Select(node => node.Definition).Where(definition => !_names.ContainsKey(definition.Identity)))
        {
            // A function of the user's that calls Define may be called more than once, each time with other variables around it.
            var name = definition.Name;
            for (var number = 2; _codes.ContainsKey(name); number++)
                name = $"{definition.Name} ({number})";
            _names.Add(definition.Identity, name);
            _codes.Add(name, definition.Code);
        }
        Version = _codes.Count == 0 ? "" : version.Value;
    }

    /// <summary>The version of the code of all of them.</summary>
    public string Version { get; }

    /// <summary>Their code, by name.</summary>
    public IReadOnlyDictionary<string, UserMethodCode> Codes => _codes;

    /// <summary>A method's name in the plan.</summary>
    public string NameOf(Definition definition) => _names[definition.Identity];
}
