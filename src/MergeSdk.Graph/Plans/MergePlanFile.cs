using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MergeSdk.Tensors;

namespace MergeSdk.Graph.Plans;

/// <summary>
/// <c>merge.plan.json</c>: a <see cref="MergePlan"/> as text that people read and git compares: one line for each model, step, file and tensor, in a stable order.
/// </summary>
static class MergePlanFile
{
    const int FormatVersion = 3;
    const int BufferBytes = 1 << 16;

    static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the plan's text.</summary>
    public static void Write(MergePlan plan, Stream stream)
    {
        var text = new ArrayBufferWriter<byte>(2 * BufferBytes);
        using var json = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = s_json.Encoder });
        var places = new Dictionary<Node, int>();
        foreach (var node in plan.Nodes)
            places.Add(node, places.Count);
        text.Write(Encoding.UTF8.GetBytes($"{{\n\"version\": {FormatVersion},\n\"name\": {JsonSerializer.Serialize(plan.Name, s_json)},\n\"seed\": {plan.Seed},\n\"arguments\": {JsonSerializer.Serialize(plan.Arguments, s_json)},\n\"files\": {JsonSerializer.Serialize(plan.Files, s_json)},\n"));
        WriteRows("recipe"u8, plan.Recipe, Serialize, ","u8);
        WriteRows("models"u8, plan.Models, Serialize, ","u8);
        WriteRows("nodes"u8, plan.Nodes, (json, node) => NodeJson.Write(json, node, places), ","u8);
        WriteRows("shards"u8, plan.Shards, Serialize, ","u8);
        WriteRows("tensors"u8, plan.Tensors, (json, tensor) => Row.Write(json, tensor, places), ""u8);
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
    /// <param name="path">The file.</param>
    /// <param name="methods">The methods that it may have.</param>
    /// <exception cref="MergeException">It is not a plan of this version.</exception>
    public static MergePlan Read(string path, MethodCatalog methods)
    {
        try
        {
            var document = JsonSerializer.Deserialize<Document>(File.ReadAllBytes(path), s_json);
            if (document is not { Version: FormatVersion })
                throw new FormatException("this is not a plan of this version of MergeSdk");
            var table = new NodeTable();
            var nodes = new List<Node>();
            foreach (var node in document.Nodes)
                nodes.Add(NodeJson.Read(node, methods, table, nodes));
            return new MergePlan
            {
                Name = document.Name,
                Recipe = document.Recipe,
                Arguments = document.Arguments,
                Models = document.Models,
                Seed = document.Seed,
                Nodes = nodes,
                Shards = document.Shards,
                Tensors = [.. document.Tensors.Select(row => row.ToTensor(nodes))],
                Files = document.Files,
            };
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException or KeyNotFoundException)
        {
            var what = e is FormatException ? e.Message : "this is not a plan of this version of MergeSdk";
            throw new MergeException(DiagnosticCodes.NotAPlan, $"{what}. Delete it and build again.", new SourcePosition(path));
        }
    }

    sealed record Document(
        int Version,
        string Name,
        IReadOnlyList<RecipeFile> Recipe,
        IReadOnlyDictionary<string, string> Arguments,
        long Seed,
        PlannedFiles Files,
        IReadOnlyList<PlannedModel> Models,
        IReadOnlyList<JsonElement> Nodes,
        IReadOnlyList<PlannedShard> Shards,
        IReadOnlyList<Row> Tensors);

    /// <summary>A tensor's line. An input is its model's name, and after a colon the tensor's name where that is another than the output's.</summary>
    sealed record Row(string Name, [property: JsonPropertyName("dtype")] DType DType, TensorShape Shape, int Node, IReadOnlyList<string> Inputs, int Shard)
    {
        /// <summary>As the serializer would, without an object for each of a hundred thousand tensors.</summary>
        public static void Write(Utf8JsonWriter json, PlannedTensor tensor, Dictionary<Node, int> places)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, tensor.Name);
            json.WriteString("dtype"u8, tensor.DType.Code());
            json.WriteStartArray("shape"u8);
            foreach (var dimension in tensor.Shape)
                json.WriteNumberValue(dimension);
            json.WriteEndArray();
            json.WriteNumber("node"u8, places[tensor.Node]);
            json.WriteStartArray("inputs"u8);
            foreach (var input in tensor.Inputs)
                json.WriteStringValue(input.Tensor == tensor.Name ? input.Model : $"{input.Model}:{input.Tensor}");
            json.WriteEndArray();
            json.WriteNumber("shard"u8, tensor.Shard);
            json.WriteEndObject();
        }

        public PlannedTensor ToTensor(List<Node> nodes) => new(Name, DType, Shape, nodes[Node], [.. Inputs.Select(ToReference)], Shard);

        TensorReference ToReference(string input) =>
            input.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? new(input[..colon], input[(colon + 1)..]) : new(input, Name);
    }
}
