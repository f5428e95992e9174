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

    static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { ExpressionJson.AddMethods } },
    };

    /// <summary>The plan's text.</summary>
    public static byte[] Write(MergePlan plan)
    {
        using var stream = new MemoryStream();
        using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\n" };
        writer.WriteLine("{");
        writer.WriteLine($"\"version\": {FormatVersion},");
        writer.WriteLine($"\"seed\": {plan.Seed},");
        writer.WriteLine($"\"files\": {JsonSerializer.Serialize(plan.Files, s_json)},");
        WriteRows("models", plan.Models, ",");
        WriteRows("expressions", plan.Expressions, ",");
        WriteRows("shards", plan.Shards, ",");
        WriteRows("tensors", plan.Tensors.Select(Row.Of), "");
        writer.WriteLine("}");
        writer.Flush();
        return stream.ToArray();

        void WriteRows<T>(string name, IEnumerable<T> rows, string end)
        {
            writer.Write($"\"{name}\": [");
            var separator = "\n";
            foreach (var row in rows)
            {
                writer.Write(separator + JsonSerializer.Serialize(row, s_json));
                separator = ",\n";
            }
            writer.WriteLine($"\n]{end}");
        }
    }

    /// <summary>Reads a plan back.</summary>
    /// <exception cref="MergeException">It is not a plan of this version.</exception>
    public static MergePlan Read(string path)
    {
        try
        {
            var document = JsonSerializer.Deserialize<Document>(File.ReadAllBytes(path), s_json);
            if (document is { Version: FormatVersion })
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

    /// <summary>Writes the plan if it differs from what is there, and says whether it did.</summary>
    public static bool WriteIfDifferent(MergePlan plan, string path) => DurableFile.ReplaceIfDifferent(path, Write(plan));

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
        public static Row Of(PlannedTensor tensor) => new(
            tensor.Name,
            tensor.DType,
            tensor.Shape,
            tensor.Expression,
            [.. tensor.Inputs.Select(input => input.Tensor == tensor.Name ? input.Model : $"{input.Model}:{input.Tensor}")],
            tensor.Shard);

        public PlannedTensor ToTensor() => new(Name, DType, Shape, Expression, [.. Inputs.Select(ToReference)], Shard);

        TensorReference ToReference(string input) =>
            input.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? new(input[..colon], input[(colon + 1)..]) : new(input, Name);
    }
}
