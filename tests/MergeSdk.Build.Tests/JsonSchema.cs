using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MergeSdk.Build.Tests;

/// <summary>
/// Checks a document against a JSON schema of draft 7, as far as the committed schemas go. A keyword that is not known here is an error, not something that is
/// fulfilled. (Formats are annotations in draft 7, and are not checked.)
/// </summary>
sealed class JsonSchema
{
    static readonly HashSet<string> s_annotations = ["$schema", "$id", "$comment", "title", "description", "default", "examples", "deprecated", "format", "definitions", "meta:enum", "then"];

    readonly string _folder;
    readonly Dictionary<string, JsonNode> _documents = [];

    public JsonSchema(string folder) => _folder = folder;

    /// <summary>Everything that is wrong, each with its place; empty if the document is valid.</summary>
    public IReadOnlyList<string> Check(JsonNode? value, string schemaFile) => [.. Check(value, Document(schemaFile), schemaFile, "")];

    JsonNode Document(string file)
    {
        if (!_documents.TryGetValue(file, out var document))
            _documents[file] = document = JsonNode.Parse(File.ReadAllBytes(Path.Combine(_folder, file)))!;
        return document;
    }

    IEnumerable<string> Check(JsonNode? value, JsonNode schema, string file, string place)
    {
        if (schema is JsonValue always)
            return always.GetValue<bool>() ? [] : [$"{place}: nothing is allowed here"];
        var rules = schema.AsObject();
        if (rules["$ref"] is { } reference)
            return Resolve((string)reference!, file) is var (target, targetFile) ? Check(value, target, targetFile, place) : [];
        return rules.SelectMany(rule => CheckRule(value, rule.Key, rule.Value!, rules, file, place));
    }

    IEnumerable<string> CheckRule(JsonNode? value, string keyword, JsonNode rule, JsonObject rules, string file, string place)
    {
        var (items, members) = (value as JsonArray, value as JsonObject);
        var text = value is JsonValue scalar && scalar.TryGetValue<string>(out var content) ? content : null;
        var number = value is JsonValue numeric && numeric.GetValueKind() == System.Text.Json.JsonValueKind.Number ? (double?)numeric.GetValue<double>() : null;
        IEnumerable<string> If(bool failed, string what) => failed ? [$"{place}: {what}"] : [];
        bool Holds(JsonNode? other) => !Check(value, other!, file, place).Any();
        switch (keyword)
        {
            case "type":
                var allowed = rule is JsonArray several ? several.Select(item => (string)item!) : [(string)rule!];
                return If(!allowed.Any(type => type == TypeOf(value) || (type == "number" && TypeOf(value) == "integer")), $"is {TypeOf(value)}, not {rule}");
            case "enum":
                return If(!rule.AsArray().Any(item => JsonNode.DeepEquals(item, value)), $"'{value}' is not one of the values allowed");
            case "const":
                return If(!JsonNode.DeepEquals(rule, value), $"'{value}' is not '{rule}'");
            case "pattern":
                return If(text is not null && !Regex.IsMatch(text, (string)rule!, RegexOptions.ECMAScript), $"'{text}' does not match {rule}");
            case "minLength":
                return If(text?.Length < (int)rule, "is too short");
            case "maxLength":
                return If(text?.Length > (int)rule, "is too long");
            case "minimum":
                return If(number < (double)rule, "is too small");
            case "maximum":
                return If(number > (double)rule, "is too large");
            case "minItems":
                return If(items?.Count < (int)rule, "has too few items");
            case "maxItems":
                return If(items?.Count > (int)rule, "has too many items");
            case "uniqueItems":
                return If((bool)rule && items is not null && items.Select((x, i) => items.Skip(i + 1).Any(y => JsonNode.DeepEquals(x, y))).Any(twice => twice), "has an item twice");
            case "items" when rule is JsonObject:
                return items?.SelectMany((item, i) => Check(item, rule, file, $"{place}/{i}")) ?? [];
            case "items":
                return items?.Zip(rule.AsArray()).SelectMany((pair, i) => Check(pair.First, pair.Second!, file, $"{place}/{i}")) ?? [];
            case "additionalItems":
                return items?.Skip(rules["items"]!.AsArray().Count).SelectMany(item => Check(item, rule, file, place)) ?? [];
            case "required":
                return members is null ? [] : rule.AsArray().SelectMany(name => If(!members.ContainsKey((string)name!), $"lacks {name}"));
            case "properties":
                return members?.SelectMany(member => rule[member.Key] is { } inner ? Check(member.Value, inner, file, $"{place}/{member.Key}") : []) ?? [];
            case "additionalProperties":
                return members?.Where(member => rules["properties"]?[member.Key] is null).SelectMany(member => Check(member.Value, rule, file, $"{place}/{member.Key}")) ?? [];
            case "allOf":
                return rule.AsArray().SelectMany(part => Check(value, part!, file, place));
            case "anyOf":
                return If(!rule.AsArray().Any(Holds), "fits none of anyOf");
            case "oneOf":
                return If(rule.AsArray().Count(Holds) != 1, $"fits {rule.AsArray().Count(Holds)} of oneOf");
            case "if":
                return Holds(rule) ? Check(value, rules["then"]!, file, place) : [];
            default:
                return s_annotations.Contains(keyword) ? [] : throw new NotSupportedException($"The keyword {keyword} at {place}.");
        }
    }

    /// <summary>A reference to another file, to a place in this one, or both.</summary>
    (JsonNode Schema, string File) Resolve(string reference, string file)
    {
        var parts = reference.Split('#');
        var target = parts[0].Length > 0 ? parts[0] : file;
        var pointer = parts.Length > 1 ? parts[1].Split('/', StringSplitOptions.RemoveEmptyEntries) : [];
        return (pointer.Aggregate(Document(target), (node, step) => node[step] ?? throw new InvalidDataException($"{reference} leads nowhere.")), target);
    }

    static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or System.Text.Json.JsonValueKind.Null => "null",
        System.Text.Json.JsonValueKind.Object => "object",
        System.Text.Json.JsonValueKind.Array => "array",
        System.Text.Json.JsonValueKind.String => "string",
        System.Text.Json.JsonValueKind.Number => double.IsInteger(value.GetValue<double>()) ? "integer" : "number",
        _ => "boolean",
    };
}
