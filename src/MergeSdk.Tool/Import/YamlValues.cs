using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace MergeSdk.Tool.Import;

/// <summary>Reads nodes as the values a configuration is made of.</summary>
static class YamlValues
{
    /// <summary>The text of a scalar; null for anything else, and for null itself.</summary>
    public static string? Text(this YamlNode node) => node is YamlScalarNode { Value: { } text } && text is not ("" or "~" or "null" or "Null" or "NULL") ? text : null;

    /// <summary>A finite number. Unlike PyYAML's, also <c>1e-5</c>, which is a string there and then fails.</summary>
    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>A truth value as YAML 1.1 has it.</summary>
    public static bool? Truth(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" => true,
        "FALSE" or "NO" or "OFF" => false,
        _ => null,
    };

    /// <summary>A node as a message shows it.</summary>
    public static string Shown(this YamlNode node) => node switch
    {
        YamlMappingNode => "a mapping",
        YamlSequenceNode => "a list",
        _ => node.Text() is { } text ? $"\"{text}\"" : "empty",
    };

    /// <summary>The value of a key, with the key's own node; null if it is not there or null.</summary>
    public static (YamlNode Key, YamlNode Value)? Find(this YamlMappingNode mapping, string key)
    {
        foreach (var (name, value) in mapping.Children)
        {
            if (name.Text() == key && value is not YamlScalarNode { Value: null or "" or "~" or "null" })
                return (name, value);
        }
        return null;
    }
}
