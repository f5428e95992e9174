using System.Text.Json;
using MergeSdk.Tensors;

namespace MergeSdk.Graph.Plans;

/// <summary>Steps as JSON: <c>{"op":"slerp","t":0.5,"operands":[0,1]}</c>, operands by their places in the list.</summary>
static class NodeJson
{
    public static void Write(Utf8JsonWriter json, Node node, IReadOnlyDictionary<Node, int> places)
    {
        var descriptor = node.Method.Descriptor;
        json.WriteStartObject();
        json.WriteString("op"u8, descriptor.Name);
        if (descriptor.Version > 1)
            json.WriteNumber("version"u8, descriptor.Version);
        foreach (var parameter in descriptor.Parameters)
        {
            if (parameter.Of(node.Method) is { } value)
            {
                json.WritePropertyName(parameter.Name);
                Write(json, value);
            }
        }
        if (node.Operands.Length > 0)
        {
            json.WriteStartArray("operands"u8);
            foreach (var operand in node.Operands)
                json.WriteNumberValue(places[operand]);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    /// <summary>Reads a step whose operands have been read before.</summary>
    /// <exception cref="FormatException">There is no such method here, in this version or with these parameters.</exception>
    public static Node Read(JsonElement json, MethodCatalog methods, NodeTable table, IReadOnlyList<Node> nodes)
    {
        var name = json.GetProperty("op").GetString()!;
        var version = json.TryGetProperty("version"u8, out var stated) ? stated.GetInt32() : 1;
        if (methods.Find(name) is not { } descriptor)
            throw new FormatException($"it has the method '{name}', which is not known here");
        if (descriptor.Version != version)
            throw new FormatException($"it was made for version {version} of the method '{name}', which is here in version {descriptor.Version}");
        object?[] values = [.. descriptor.Parameters.Select(parameter =>
            json.TryGetProperty(parameter.Name, out var value) ? Read(value, parameter.Type)
            : parameter.HasDefault || Nullable.GetUnderlyingType(parameter.Type) is not null ? parameter.Default
            : throw new FormatException($"the method '{name}' lacks its parameter {parameter.Name}"))];
        return table.Add(
            descriptor.Create(values),
            json.TryGetProperty("operands"u8, out var operands) ? [.. operands.EnumerateArray().Select(operand => nodes[operand.GetInt32()])] : []);
    }

    static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case double number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case Numbers numbers:
                json.WriteStartArray();
                foreach (var number in numbers)
                    json.WriteNumberValue(number);
                json.WriteEndArray();
                break;
            case TensorType type:
                json.WriteStartArray();
                json.WriteStringValue(type.DType.Code());
                foreach (var dimension in type.Shape)
                    json.WriteNumberValue(dimension);
                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }

    static object Read(JsonElement json, Type type)
    {
        var given = Nullable.GetUnderlyingType(type) ?? type;
        if (given.IsEnum)
            return Enum.Parse(given, json.GetString()!);
        return Type.GetTypeCode(given) switch
        {
            TypeCode.Double => json.GetDouble(),
            TypeCode.Int64 => json.GetInt64(),
            TypeCode.Int32 => json.GetInt32(),
            TypeCode.Boolean => json.GetBoolean(),
            TypeCode.String => json.GetString()!,
            _ when given == typeof(Numbers) => new Numbers([.. json.EnumerateArray().Select(number => number.GetDouble())]),
            _ => DTypes.TryParse(json[0].GetString()!, out var element)
                ? new TensorType(element, [.. json.EnumerateArray().Skip(1).Select(dimension => dimension.GetInt64())])
                : throw new FormatException($"it has the element type '{json[0]}', which is not known here"),
        };
    }
}
