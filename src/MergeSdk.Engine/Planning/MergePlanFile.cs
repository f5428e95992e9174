using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MergeSdk.Engine.Files;
using MergeSdk.Tensors;

namespace MergeSdk.Engine;

/// <summary>
/// <c>merge.plan.json</c>: a <see cref="MergePlan"/> as text that people read and git compares: one line for each model, expression, file and tensor, in a stable order.
/// </summary>
public static class MergePlanFile
{
    const int FormatVersion = 1;
    const int BufferBytes = 1 << 16;

    /// <summary>Beyond what the deepest recipe makes, which has up to six levels for each of its own.</summary>
    const int MaxDepth = 10_000;

    static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { ExpressionJson.AddMethods } },
    };

    /// <summary>Writes the plan's text.</summary>
    public static void Write(MergePlan plan, Stream stream)
    {
        var text = new ArrayBufferWriter<byte>(2 * BufferBytes);
        using var json = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = s_json.Encoder, MaxDepth = MaxDepth });
        text.Write(Encoding.UTF8.GetBytes($"{{\n\"version\": {FormatVersion},\n\"seed\": {plan.Seed},\n\"files\": {JsonSerializer.Serialize(plan.Files, s_json)},\n"));
        WriteRows("models"u8, plan.Models, Serialize, ","u8);
        WriteRows("expressions"u8, plan.Expressions, Serialize, ","u8);
        WriteRows("shards"u8, plan.Shards, Serialize, ","u8);
        WriteRows("tensors"u8, plan.Tensors, Row.Write, ""u8);
        text.Write("}\n"u8);
        stream.Write(text.WrittenSpan);

        void WriteRows<T>(ReadOnlySpan<byte> name, IReadOnlyList<T> rows, Action<Utf8JsonWriter, T> write, ReadOnlySpan<byte> end)
        {
            text.Write("\""u8);
            text.Write(name);
            text.Write("\": ["u8);
            for (var i = 0; i < rows.Count; i++)
            {
                text.Write(i == 0 ? "\n"u8 : ",\n"u8);
                json.Reset();
                write(json, rows[i]);
                json.Flush();
                if (text.WrittenCount >= BufferBytes)
                {
                    stream.Write(text.WrittenSpan);
                    text.ResetWrittenCount();
                }
            }
            text.Write("\n]"u8);
            text.Write(end);
            text.Write("\n"u8);
        }

        static void Serialize<T>(Utf8JsonWriter json, T row) => JsonSerializer.Serialize(json, row, s_json);
    }

    /// <summary>Reads a plan back.</summary>
    /// <exception cref="MergeException">It is not a plan of this version.</exception>
    public static MergePlan Read(string path)
    {
        try
        {
            if (Deserialize(File.ReadAllBytes(path)) is { Version: FormatVersion } document)
            {
                return new MergePlan
                {
                    Models = document.Models,
                    Seed = document.Seed,
                    Expressions = document.Expressions,
                    Shards = document.Shards,
                    Tensors = [.. document.Tensors.Select(row => row.ToTensor())],
                    Files = document.Files,
                };
            }
        }
        catch (JsonException)
        {
            // Told below.
        }
        throw new MergeException(DiagnosticCodes.NotAPlan, "this is not a plan of this version of MergeSdk. Delete it and build again.", new SourcePosition(path));
    }

    /// <summary>The serializer reads what is nested by recursion, and takes 3 KB of stack for a level.</summary>
    static Document? Deserialize(byte[] text)
    {
        Document? document = null;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    document = JsonSerializer.Deserialize<Document>(text, s_json);
                }
                catch (JsonException exception)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            },
            maxStackSize: 4096 * MaxDepth);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return document;
    }

    /// <summary>Writes the plan if it differs from what is there, and says whether it did.</summary>
    public static bool WriteIfDifferent(MergePlan plan, string path) => DurableFile.ReplaceIfDifferent(path, stream => Write(plan, stream));

    sealed record Document(
        int Version,
        long Seed,
        PlannedFiles Files,
        IReadOnlyList<PlannedModel> Models,
        IReadOnlyList<Expression> Expressions,
        IReadOnlyList<PlannedShard> Shards,
        IReadOnlyList<Row> Tensors);

    /// <summary>A tensor's line. An input is its model's name, and after a colon the tensor's name where that is another than the output's.</summary>
    sealed record Row(string Name, [property: JsonPropertyName("dtype")] DType DType, TensorShape Shape, int Expression, IReadOnlyList<string> Inputs, int Shard)
    {
        /// <summary>As the serializer would, without an object for each of a hundred thousand tensors.</summary>
        public static void Write(Utf8JsonWriter json, PlannedTensor tensor)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, tensor.Name);
            json.WriteString("dtype"u8, tensor.DType.Code());
            json.WriteStartArray("shape"u8);
            foreach (var dimension in tensor.Shape)
                json.WriteNumberValue(dimension);
            json.WriteEndArray();
            json.WriteNumber("expression"u8, tensor.Expression);
            json.WriteStartArray("inputs"u8);
            foreach (var input in tensor.Inputs)
                json.WriteStringValue(input.Tensor == tensor.Name ? input.Model : $"{input.Model}:{input.Tensor}");
            json.WriteEndArray();
            json.WriteNumber("shard"u8, tensor.Shard);
            json.WriteEndObject();
        }

        public PlannedTensor ToTensor() => new(Name, DType, Shape, Expression, [.. Inputs.Select(ToReference)], Shard);

        TensorReference ToReference(string input) =>
            input.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? new(input[..colon], input[(colon + 1)..]) : new(input, Name);
    }
}
