using System.Globalization;
using System.Text.Json;

namespace MergeSdk.Benchmarks;

/// <summary>Makes a model folder of several weight files with an index; the weights are holes until they are written.</summary>
static class ShardedModel
{
    /// <summary>The weight files, in order, each with the tensors in it.</summary>
    public static List<(WeightFile File, IReadOnlyList<(string Name, long[] Shape)> Tensors)> Create(
        string folder, IReadOnlyList<(string Name, long[] Shape)> tensors, int shards, string config)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), config);
        var elements = tensors.Sum(Elements);
        var parts = Enumerable.Range(0, shards).Select(_ => new List<(string Name, long[] Shape)>()).ToList();
        var before = 0L;
        foreach (var tensor in tensors)
        {
            parts[(int)(before * shards / elements)].Add(tensor);
            before += Elements(tensor);
        }
        string FileName(int part) => string.Create(CultureInfo.InvariantCulture, $"model-{part + 1:00000}-of-{shards:00000}.safetensors");
        var map = parts.SelectMany((part, i) => part.Select(tensor => (tensor.Name, File: FileName(i)))).ToDictionary(entry => entry.Name, entry => entry.File);
        File.WriteAllText(
            Path.Combine(folder, "model.safetensors.index.json"),
            JsonSerializer.Serialize(new { metadata = new { total_size = 2 * elements }, weight_map = map }));
        return [.. parts.Select((part, i) => (new WeightFile(Path.Combine(folder, FileName(i)), part), (IReadOnlyList<(string, long[])>)part))];
    }

    static long Elements((string Name, long[] Shape) tensor) => tensor.Shape.Aggregate(1L, (product, dimension) => product * dimension);
}
