using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MergeSdk.Tensors;

/// <summary>Writes a <see cref="TensorShape"/> as an array of numbers.</summary>
sealed class TensorShapeJsonConverter : JsonConverter<TensorShape>
{
    /// <inheritdoc/>
    public override TensorShape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A shape is an array of numbers.");
        }
        var dimensions = ImmutableArray.CreateBuilder<long>(4);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var dimension) || dimension < 0)
            {
                throw new JsonException("A shape's dimensions are whole numbers from 0.");
            }
            dimensions.Add(dimension);
        }
        try
        {
            return new TensorShape(dimensions.DrainToImmutable());
        }
        catch (OverflowException exception)
        {
            throw new JsonException("A shape has more than 2^63 - 1 elements.", exception);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TensorShape value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartArray();
        foreach (var dimension in value)
        {
            writer.WriteNumberValue(dimension);
        }
        writer.WriteEndArray();
    }
}
