using System.Buffers;
using System.Collections.ObjectModel;
using System.Text.Encodings.Web;
using System.Text.Json;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Artifact;

/// <summary>
/// The text of a <see cref="LockFile"/>. Not left to the serializer: every build reads and writes a lock file, and what the serializer makes of a record is
/// compiled anew each time that the program starts, which takes longer than all else that a build with nothing to do does.
/// </summary>
static class LockFileJson
{
    static readonly JsonWriterOptions s_writing = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static readonly JsonDocumentOptions s_reading = new() { AllowDuplicateProperties = false };

    /// <summary>Reads it. What it does not know it leaves aside.</summary>
    /// <exception cref="JsonException">It is not the text of a lock file.</exception>
    public static LockFile Read(byte[] text)
    {
        using var document = JsonDocument.Parse(text, s_reading);
        var root = document.RootElement;
        return new LockFile
        {
            Version = (int)Number(root, "version"),
            Tool = Text(root, "tool"),
            Recipe = Hashes(Member(root, "recipe")),
            Seed = Number(root, "seed"),
            Arguments = root.TryGetProperty("arguments", out var arguments) ? Values(arguments) : ReadOnlyDictionary<string, string>.Empty,
            Inputs = Members(Member(root, "inputs"), model => new LockedModel(Text(model, "path"), Members(Member(model, "files"), File))),
            Outputs = Members(Member(root, "outputs"), File),
        };
    }

    /// <summary>Writes it.</summary>
    public static byte[] Write(LockFile locked)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, s_writing))
        {
            json.WriteStartObject();
            json.WriteNumber("version", locked.Version);
            json.WriteString("tool", locked.Tool);
            WriteHashes(json, "recipe", locked.Recipe);
            json.WriteNumber("seed", locked.Seed);
            if (locked.Arguments.Count > 0)
                WriteValues(json, "arguments", locked.Arguments);
            json.WriteStartObject("inputs");
            foreach (var (name, model) in locked.Inputs)
            {
                json.WriteStartObject(name);
                json.WriteString("path", model.Path);
                WriteFiles(json, "files", model.Files);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            WriteFiles(json, "outputs", locked.Outputs);
            json.WriteEndObject();
        }
        text.Write("\n"u8);
        return text.WrittenSpan.ToArray();
    }

    static void WriteFiles(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, LockedFile> files)
    {
        json.WriteStartObject(name);
        foreach (var (file, locked) in files)
        {
            json.WriteStartObject(file);
            json.WriteString("content", locked.Content.ToString());
            if (locked.Tensors is not null)
                WriteHashes(json, "tensors", locked.Tensors);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    static void WriteHashes(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, ContentHash> hashes)
    {
        json.WriteStartObject(name);
        foreach (var (key, hash) in hashes)
            json.WriteString(key, hash.ToString());
        json.WriteEndObject();
    }

    static void WriteValues(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> values)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in values)
        {
            json.WritePropertyName(key);
            json.WriteRawValue(value);
        }
        json.WriteEndObject();
    }

    static LockedFile File(JsonElement file) =>
        new(Hash(Member(file, "content")), file.TryGetProperty("tensors", out var tensors) ? Hashes(tensors) : null);

    static Dictionary<string, ContentHash> Hashes(JsonElement element)
    {
        var hashes = new Dictionary<string, ContentHash>();
        foreach (var member in Object(element).EnumerateObject())
            hashes.Add(member.Name, Hash(member.Value));
        return hashes;
    }

    static Dictionary<string, string> Values(JsonElement element) =>
        Object(element).EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetRawText());

    static Dictionary<string, T> Members<T>(JsonElement element, Func<JsonElement, T> read)
        where T : class
    {
        var members = new Dictionary<string, T>();
        foreach (var member in Object(element).EnumerateObject())
            members.Add(member.Name, read(Object(member.Value)));
        return members;
    }

    static ContentHash Hash(JsonElement element) => element.ValueKind == JsonValueKind.String && ContentHash.TryParse(element.GetString(), out var hash)
        ? hash
        : throw new JsonException("A content hash is a string of 32 lower-case hexadecimal digits.");

    static string Text(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.String } text
        ? text.GetString()!
        : throw new JsonException($"'{name}' is not a text.");

    static long Number(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value)
        ? value
        : throw new JsonException($"'{name}' is not a whole number.");

    static JsonElement Member(JsonElement parent, string name) =>
        Object(parent).TryGetProperty(name, out var member) ? member : throw new JsonException($"'{name}' is missing.");

    static JsonElement Object(JsonElement element) => element.ValueKind == JsonValueKind.Object ? element : throw new JsonException("An object is expected.");
}
