using System.Text.Json;
using System.Text.Json.Serialization;

namespace MergeSdk.Tensors;

/// <summary>Writes a <see cref="ContentHash"/> as its 32 digits.</summary>
sealed class ContentHashJsonConverter : JsonConverter<ContentHash>
{
    /// <inheritdoc/>
    public override ContentHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ContentHash.TryParse(reader.GetString(), out var hash)
            ? hash
            : throw new JsonException("A content hash is a string of 32 lower-case hexadecimal digits.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ContentHash value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }
}
