using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MergeSdk.Engine;

/// <summary>Expressions as JSON: <c>{"op":"slerp","first":{"op":"input","index":0},…,"t":0.5}</c>. A new method is known by being in this assembly.</summary>
static class ExpressionJson
{
    static readonly List<JsonDerivedType> s_methods =
    [
        .. typeof(Expression).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Expression)) && !type.IsAbstract)
            .Select(type => new JsonDerivedType(type, JsonNamingPolicy.CamelCase.ConvertName(type.Name))),
    ];

    /// <summary>Gives <see cref="Expression"/> its subclasses, and keeps what every subclass derives from its own parameters out of the text.</summary>
    public static void AddMethods(JsonTypeInfo type)
    {
        if (type.Type.IsSubclassOf(typeof(Expression)))
        {
            foreach (var derived in type.Properties.Where(property => IsOfEveryExpression((PropertyInfo)property.AttributeProvider!)).ToList())
                type.Properties.Remove(derived);
        }
        if (type.Type != typeof(Expression))
            return;
        type.PolymorphismOptions = new() { TypeDiscriminatorPropertyName = "op" };
        foreach (var method in s_methods)
            type.PolymorphismOptions.DerivedTypes.Add(method);
    }

    static bool IsOfEveryExpression(PropertyInfo property) => property.GetMethod!.GetBaseDefinition().DeclaringType == typeof(Expression);
}
