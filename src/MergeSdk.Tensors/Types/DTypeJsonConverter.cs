using System.Text.Json;
using System.Text.Json.Serialization;

namespace MergeSdk.Tensors;

/// <summary>Writes a <see cref="DType"/> as its safetensors code.</summary>
sealed class DTypeJsonConverter : JsonConverter<DType>
{
    /// <inheritdoc/>
    public override DType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var code = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return code is not null && DTypes.TryParse(code, out var type)
            ? type
            : throw new JsonException($"'{code}' is not a tensor type. Known types: {DTypes.AllCodes}.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DType value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.Code());
    }
}
