using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MergeSdk.TestModels;

/// <summary>Writes and reads model folders straight from the format's description, so that the product's own reader and writer are not their own judges.</summary>
public static class ModelFolder
{
    /// <summary>Writes a model of one weight file.</summary>
    public static string Write(string folder, IReadOnlyDictionary<string, PlainTensor> tensors, string? config = null)
    {
        Directory.CreateDirectory(folder);
        WriteFile(Path.Combine(folder, "model.safetensors"), tensors);
        if (config is not null)
            File.WriteAllText(Path.Combine(folder, "config.json"), config);
        return folder;
    }

    /// <summary>Writes a model of several weight files with their index.</summary>
    public static string WriteSharded(string folder, IReadOnlyList<IReadOnlyDictionary<string, PlainTensor>> shards, string? config = null)
    {
        Directory.CreateDirectory(folder);
        var weightMap = new JsonObject();
        for (var i = 0; i < shards.Count; i++)
        {
            var file = $"model-{i + 1:00000}-of-{shards.Count:00000}.safetensors";
            WriteFile(Path.Combine(folder, file), shards[i]);
            foreach (var name in shards[i].Keys)
                weightMap[name] = file;
        }
        var size = shards.SelectMany(shard => shard.Values).Sum(tensor => (long)tensor.Bytes.Length);
        var index = new JsonObject { ["metadata"] = new JsonObject { ["total_size"] = size }, ["weight_map"] = weightMap };
        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), index.ToJsonString());
        if (config is not null)
            File.WriteAllText(Path.Combine(folder, "config.json"), config);
        return folder;
    }

    /// <summary>Writes one safetensors file, the tensors in the order given.</summary>
    public static void WriteFile(string path, IReadOnlyDictionary<string, PlainTensor> tensors)
    {
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        var offset = 0L;
        foreach (var (name, tensor) in tensors)
        {
            header[name] = new JsonObject
            {
                ["dtype"] = tensor.DType,
                ["shape"] = new JsonArray([.. tensor.Shape.Select(dimension => (JsonNode)dimension)]),
                ["data_offsets"] = new JsonArray(offset, offset + tensor.Bytes.Length),
            };
            offset += tensor.Bytes.Length;
        }
        var json = Encoding.UTF8.GetBytes(header.ToJsonString());
        using var stream = File.Create(path);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        stream.Write(length);
        stream.Write(json);
        foreach (var tensor in tensors.Values)
            stream.Write(tensor.Bytes);
    }

    /// <summary>Reads a model as a loader does: by its index if there is no single file; checks that files, index and tensors agree.</summary>
    public static Dictionary<string, PlainTensor> Read(string folder)
    {
        var single = Path.Combine(folder, "model.safetensors");
        if (File.Exists(single))
            return ReadFile(single);
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "model.safetensors.index.json")));
        var map = index.RootElement.GetProperty("weight_map").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!);
        var tensors = new Dictionary<string, PlainTensor>();
        foreach (var file in map.Values.Distinct())
        {
            foreach (var (name, tensor) in ReadFile(Path.Combine(folder, file)))
            {
                if (map[name] != file)
                    throw new InvalidDataException($"{name} is in {file}, the index says {map[name]}.");
                tensors.Add(name, tensor);
            }
        }
        if (tensors.Count != map.Count || index.RootElement.GetProperty("metadata").GetProperty("total_size").GetInt64() != tensors.Values.Sum(tensor => (long)tensor.Bytes.Length))
            throw new InvalidDataException("The index and the files disagree.");
        return tensors;
    }

    /// <summary>Reads one safetensors file; its data must be covered by its tensors without holes.</summary>
    public static Dictionary<string, PlainTensor> ReadFile(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var headerLength = checked((int)BinaryPrimitives.ReadInt64LittleEndian(bytes));
        using var header = JsonDocument.Parse(bytes.AsMemory(8, headerLength));
        var tensors = new Dictionary<string, PlainTensor>();
        var covered = 0L;
        foreach (var entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt64()).ToArray();
            var offsets = entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32()).ToArray();
            var start = 8 + headerLength;
            tensors.Add(entry.Name, new PlainTensor(entry.Value.GetProperty("dtype").GetString()!, shape, bytes[(start + offsets[0])..(start + offsets[1])]));
            covered += offsets[1] - offsets[0];
        }
        return covered == bytes.Length - 8 - headerLength ? tensors : throw new InvalidDataException("The data is not what the header says.");
    }
}
